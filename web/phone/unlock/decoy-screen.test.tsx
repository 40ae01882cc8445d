import { screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { renderLocked } from '../../testing/render-locked.tsx'
import { text } from '../../testing/text.ts'
import { DecoyScreen } from './decoy-screen.tsx'

async function render() {
	const onBack = vi.fn()
	return { ...(await renderLocked(<DecoyScreen onBack={onBack} />)), onBack }
}
const field = (key: Parameters<typeof text>[0]) => screen.getByLabelText(text(key))

test('it is a page about weather and crops, and reveals nothing of the app', async () => {
	await render()
	expect(screen.getByRole('heading', { name: text('decoy.title') })).toBeVisible()
	const crops = within(field('decoy.crop')).getAllByRole('option')
	expect(crops.map((each) => each.textContent)).toEqual([
		'—',
		...(['wheat', 'cotton', 'rice', 'sugarCane', 'maize', 'fodder'] as const).map((each) =>
			text(`decoy.${each}`),
		),
	])
	expect(document.body.textContent).not.toMatch(/Zila|interview|survey|PIN/i)
})

test('it can be filled in like any page, and cleared', async () => {
	const { user } = await render()
	await user.type(field('decoy.place'), 'Kot Addu')
	await user.selectOptions(field('decoy.sky'), 'dust')
	await user.type(field('decoy.notes'), 'Hot{Enter}')
	expect(field('decoy.place')).toHaveValue('Kot Addu')
	await user.click(screen.getByRole('button', { name: text('decoy.empty') }))
	expect(field('decoy.place')).toHaveValue('')
	expect(field('decoy.sky')).toHaveValue('')
	expect(field('decoy.notes')).toHaveValue('')
})

test('typed text is not stored or offered again', async () => {
	await render()
	for (const key of ['decoy.place', 'decoy.rain', 'decoy.sky', 'decoy.notes'] as const)
		expect(field(key), key).toHaveAttribute('autocomplete', 'off')
})

test('Enter submits nothing', async () => {
	const { user, onBack } = await render()
	await user.type(field('decoy.place'), 'Kot Addu{Enter}')
	expect(field('decoy.place')).toHaveValue('Kot Addu')
	expect(onBack).not.toHaveBeenCalled()
})

test('its last button leads to the PIN', async () => {
	const { user, onBack } = await render()
	await user.click(screen.getByRole('button', { name: text('decoy.settings') }))
	expect(onBack).toHaveBeenCalledTimes(1)
})
