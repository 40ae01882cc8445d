import { act, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { renderLocked } from '../testing/render-locked.tsx'
import { text } from '../testing/text.ts'
import { InstallHint } from './install-hint.tsx'

/** The browser offers to install the app, as Chrome does. */
function offer() {
	const prompt = vi.fn(async () => {})
	const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt })
	act(() => void dispatchEvent(event))
	return { prompt, event }
}

// in this order: an installed app stays installed
test('a browser without an install prompt gets instructions, one with it a button, and an installed app nothing', async () => {
	const { user } = await renderLocked(<InstallHint />)
	expect(screen.getByText(text('app.installInstructions'))).toBeVisible()
	expect(screen.queryByRole('button')).toBeNull()
	const { prompt, event } = offer()
	// the browser's own banner is suppressed
	expect(event.defaultPrevented).toBe(true)
	expect(screen.getByText(text('app.installOffer'))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('app.install') }))
	expect(prompt).toHaveBeenCalledTimes(1)
	act(() => void dispatchEvent(new Event('appinstalled')))
	expect(screen.queryByText(text('app.installOffer'))).toBeNull()
	expect(screen.queryByRole('button')).toBeNull()
})
