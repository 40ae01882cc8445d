import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { deskIconNames } from '../kit/desk-icon.tsx'
import { ComponentsScreen } from './components-screen.tsx'

test('each group of components is shown, with all icons, a dialog, a drawer and a confirmation', async () => {
	const { user } = await renderDesk(<ComponentsScreen />, { path: '/desk/components' })
	for (const group of ['buttons', 'fields', 'messages', 'figures', 'icons'] as const)
		expect(screen.getByRole('region', { name: text(`desk.components.${group}`) })).toBeVisible()
	for (const name of deskIconNames) expect(screen.getByText(name)).toBeVisible()
	for (const kind of ['dialog', 'drawer'] as const) {
		await user.click(screen.getByRole('button', { name: text(`desk.components.${kind}`) }))
		const shown = within(screen.getByRole('dialog', { name: text(`desk.components.${kind}`) }))
		await user.click(shown.getByRole('button', { name: text('review.close') }))
	}
	await user.click(screen.getByRole('button', { name: text('desk.components.toast') }))
	expect(await screen.findAllByText(text('desk.components.toast'))).toHaveLength(2)
})
