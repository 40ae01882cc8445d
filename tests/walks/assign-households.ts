import { expect, type Page } from '@playwright/test'

/** Assigns all households of the shown district to one enumerator; the desk is in English. */
export async function assignAll(desk: Page, who: string): Promise<void> {
	await desk.getByRole('checkbox', { name: 'Select all' }).check()
	await assignSelected(desk, who)
}

/** Assigns the selected households to one enumerator; the desk is in English. */
export async function assignSelected(desk: Page, who: string): Promise<void> {
	await desk.getByRole('button', { name: 'Assign to…' }).click()
	await desk.getByRole('dialog').getByRole('button', { name: who }).click()
	await expect(desk.getByRole('dialog')).toHaveCount(0)
	await expect(desk.getByRole('region', { name: 'Selection' })).toHaveCount(0)
}
