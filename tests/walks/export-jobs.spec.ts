import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { isAccessible } from './is-accessible.ts'
import { openPage, pressLanguage, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { screenshot } from './screenshot.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'

test('exports are created in the background: one is cancelled, one is downloaded later, with repeats as columns', {
	tag: '@long',
}, async ({ browser }) => {
	const server = await startPrepared('demonstration')
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, server.demonstrationCodes['data manager'] ?? '')
	await openPage(page, 'Export')
	await page.getByRole('combobox', { name: 'Format', exact: true }).selectOption({ label: 'Excel (.xlsx)' })
	await page.getByRole('button', { name: 'Create export' }).click()
	const exports = page.getByRole('region', { name: 'Exports' })
	await expect(exports.getByText(/^Table 1 of \d+ · [1-9][\d,]* of 4,\d\d\d records/)).toBeVisible()
	await expect(exports.getByRole('progressbar')).toBeVisible()
	// the paused process keeps the export running while the page is checked
	process.kill(server.pid, 'SIGSTOP')
	await isAccessible(page, 'files that are made')
	await screenshot(page, { path: 'test-results/made-files-en.png', fullPage: true })
	process.kill(server.pid, 'SIGCONT')
	await exports.getByRole('button', { name: /^Cancel/ }).click()
	await expect(exports).toHaveCount(0)

	await page.getByRole('combobox', { name: 'Format', exact: true }).selectOption({ label: 'CSV (zipped)' })
	await page.getByLabel(/^Repeats as columns of the main table/).check()
	await page.getByRole('button', { name: 'Create export' }).click()
	await expect(exports.getByRole('listitem')).toHaveCount(1)
	await openPage(page, 'Progress')
	await page.setViewportSize({ width: 360, height: 640 })
	await openPage(page, 'Export')
	await pressLanguage(page, 'اردو')
	const save = page.getByRole('button', { name: /^محفوظ کریں: DEMONSTRATION-household-/ })
	await expect(save).toBeVisible()
	await isAccessible(page, 'files that are made, in Urdu')
	await screenshot(page, { path: 'test-results/made-files-ur.png', fullPage: true })
	const [download] = await Promise.all([page.waitForEvent('download'), save.click()])
	const files = unzip(readFileSync(await download.path()))
	expect([...files.keys()]).toContain('DEMONSTRATION-household.csv')
	expect([...files.keys()]).not.toContain('DEMONSTRATION-household-roster.csv')
	const rows = readCsvTable(files.get('DEMONSTRATION-household.csv')?.toString('utf8') ?? '')
	expect(rows.length).toBeGreaterThan(4000)
	expect(Object.keys(rows[0] ?? {}).filter((name) => /_1$/.test(name)).length).toBe(2)
	await page.getByRole('button', { name: /^ہٹائیں/ }).click()
	await expect(save).toHaveCount(0)
	await server.kill()
})
