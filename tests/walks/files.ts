import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { openPage } from './people.ts'
import { unzip } from './unzip.ts'

export type Files = Readonly<Record<string, Record<string, string>[]>>

/** Exports files at the desk as a data manager does, and reads them. */
export async function exportFiles(
	page: Page,
	choose: { form?: string; round?: string; values?: string; exactPlaces?: boolean } = {},
): Promise<Files> {
	await openPage(page, 'Export')
	if (choose.form)
		await page.getByRole('combobox', { name: 'Form', exact: true }).selectOption({ label: choose.form })
	if (choose.round)
		await page.getByRole('combobox', { name: 'Round', exact: true }).selectOption({ label: choose.round })
	if (choose.values) await page.getByLabel('Value format').selectOption({ label: choose.values })
	if (choose.exactPlaces) await page.getByLabel(/^Exact locations/).check()
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Create export' }).click(),
	])
	const files = unzip(readFileSync(await download.path()))
	return Object.fromEntries([...files].map(([file, bytes]) => [file, readCsvTable(bytes.toString('utf8'))]))
}
