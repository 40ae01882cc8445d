import { expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { openPage, openTable, pressLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'

/**
 * A user with the key decrypts answers in the table, until the page is left; each time is in the audit log.
 */
export async function sealedInTable(
	manager: Page,
	administrator: Page,
	{
		words,
		answer,
		row,
		photo,
	}: {
		/** Rows of the secret key. */
		readonly words: string
		/** Answers to the question `what`, and to the question in a row of the repeat. */
		readonly answer: string
		readonly row: string
		readonly photo: (name: string) => string
	},
): Promise<void> {
	await manager.reload()
	await openTable(manager)
	await manager.getByRole('combobox', { name: 'Display', exact: true }).selectOption('codes')
	await manager.getByRole('combobox', { name: 'Form', exact: true }).selectOption({ label: 'Visit' })
	const grid = manager.getByRole('region', { name: 'Table' })
	const shows = (text: string) => expect(grid.locator('tbody').getByText(text, { exact: true }).first())
	await manager.getByText(/^Columns: /).click()
	await manager.getByRole('checkbox', { name: /^what/ }).check()
	await manager.getByText(/^Columns: /).click()
	await shows('Encrypted').toBeVisible()
	// encrypted columns can be neither sorted nor filtered, and the page says why
	await expect(grid.getByRole('button', { name: 'what', exact: true })).toHaveCount(0)
	await manager.getByRole('combobox', { name: 'Filter' }).selectOption('what')
	await expect(manager.getByLabel('Operator').locator('option')).toHaveText(['is empty', 'is not empty'])
	await expect(
		manager.getByText(/^These answers are encrypted and the server cannot read them/),
	).toBeVisible()
	await manager.getByRole('button', { name: 'Decrypt answers' }).click()
	await isAccessible(manager, 'key asked for in the table')
	await screenshot(manager, { path: photo('table-key') })
	await manager.getByLabel('Secret key').fill(words)
	await manager.getByRole('button', { name: 'Decrypt', exact: true }).click()
	await shows(answer).toBeVisible()
	await isAccessible(manager, 'opened in the table')
	await screenshot(manager, { path: photo('table-opened') })
	await pressLanguage(manager, 'اردو')
	await manager.getByRole('button', { name: 'مہر بند جواب کھولیں' }).click()
	await expect(manager.locator('.grid-box tbody').getByText(answer, { exact: true })).toBeVisible()
	await expect(manager.getByRole('button', { name: 'مہر بند جواب پھر بند کریں' })).toBeVisible()
	await isAccessible(manager, 'opened in the table, in Urdu')
	await screenshot(manager, { path: photo('table-opened-ur') })
	await pressLanguage(manager, 'English')
	await manager.getByRole('combobox', { name: 'Table', exact: true }).selectOption('visit_child')
	// changing the language reloads the screen, which ends the decryption too
	await manager.getByRole('button', { name: 'Decrypt answers' }).click()
	await shows(row).toBeVisible()
	await manager.getByRole('button', { name: 'Hide decrypted answers' }).click()
	await shows('Encrypted').toBeVisible()
	await expect(manager.getByText(row, { exact: true })).toHaveCount(0)
	// leaving the table ends the decryption
	await manager.getByRole('button', { name: 'Decrypt answers' }).click()
	await shows(row).toBeVisible()
	await openPage(manager, 'Export')
	await openTable(manager)
	await shows('Encrypted').toBeVisible()
	await openPage(administrator, 'Audit log')
	await expect(
		administrator.getByText(/Omar decrypted an answer of a record in the table: .harm\/what/).first(),
	).toBeVisible()
}
