import { screen, within } from '@testing-library/react'
import type { userEvent } from '@testing-library/user-event'
import { text } from './text.ts'

/** Opens the menu of the form on the screen. */
export async function openFormMenu(user: ReturnType<typeof userEvent.setup>) {
	await user.click(await screen.findByRole('button', { name: text('fill.menu') }))
	return within(await screen.findByRole('dialog'))
}

/** Presses a row of the menu of the form. */
export async function pressInMenu(
	user: ReturnType<typeof userEvent.setup>,
	key: Parameters<typeof text>[0],
): Promise<void> {
	const menu = await openFormMenu(user)
	await user.click(menu.getByRole('button', { name: new RegExp(`^${text(key)}`) }))
}
