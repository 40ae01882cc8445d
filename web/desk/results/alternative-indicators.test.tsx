import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { AlternativeIndicators } from './alternative-indicators.tsx'

const panel = () =>
	screen.getByText(text('results.alternativeDefinitions')).closest('details') as HTMLDetailsElement
/** Toggles the panel as a browser does when the summary is clicked. */
function toggle(isOpen: boolean): void {
	panel().open = isOpen
	panel().dispatchEvent(new Event('toggle'))
}

test('an opened panel stays open at the same address, with the other selections', async () => {
	await renderDesk(<AlternativeIndicators>H1-wide</AlternativeIndicators>, { path: '/desk/results?of=H1' })
	expect(panel().open).toBe(false)
	toggle(true)
	await waitFor(() => expect(location.search).toBe('?of=H1&readings=shown'))
	expect(panel().open).toBe(true)
	toggle(false)
	await waitFor(() => expect(location.search).toBe('?of=H1'))
})

test('a panel opened by the address does not change it', async () => {
	await renderDesk(<AlternativeIndicators>H1-wide</AlternativeIndicators>, {
		path: '/desk/results?readings=shown&of=H1',
	})
	panel().dispatchEvent(new Event('toggle'))
	expect(location.search).toBe('?readings=shown&of=H1')
})
