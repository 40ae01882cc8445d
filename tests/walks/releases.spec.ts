import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { isAccessible } from './is-accessible.ts'
import { openPage, pressLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'
import { beginWithRound } from './sent-round.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'

async function take(page: Page, name: string): Promise<Buffer> {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: `Download: ${name}` }).click(),
	])
	return readFileSync(await download.path())
}

test('a release is created, downloaded byte for byte after edits, compared with the next one, and superseded', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, page } = await beginWithRound(browser)
	const make = async (name: string) => {
		await openPage(page, 'Releases')
		await page.locator('summary', { hasText: 'Create release' }).click()
		await page.getByLabel('Name', { exact: true }).fill(name)
		await page.getByLabel(/^Notes/).fill('Weight set of 12 January')
		await page.getByRole('button', { name: 'Create release' }).click()
		await expect(page.getByRole('heading', { name })).toBeVisible()
	}
	await openPage(page, 'Releases')
	await page.locator('summary', { hasText: 'Create release' }).click()
	await page.getByRole('button', { name: 'Create release' }).click()
	await expect(page.getByRole('alert')).toHaveText('This field is empty. Fill it in.')
	await page.reload()
	await make('January, first')
	await isAccessible(page, 'releases')
	await screenshot(page, { path: 'test-results/releases-en.png', fullPage: true })
	const first = await take(page, 'January, first')
	const checksum = createHash('sha256').update(first).digest('hex')
	await expect(page.getByText(checksum)).toBeVisible()

	await openPage(page, 'Data cleaning')
	await page.getByText('Bulk edit', { exact: true }).click()
	const question = page.getByRole('combobox', { name: 'Question', exact: true })
	const option = question.locator('option').filter({ hasText: /^hh_size · / })
	await question.selectOption((await option.getAttribute('value')) ?? '')
	await page.getByLabel(/^Filter \(formula\)/).fill(`\${hh_size} > 8`)
	await page.getByLabel('New answer').fill('8')
	await page.getByRole('button', { name: 'Preview changes' }).click()
	await page.getByRole('textbox', { name: 'Reason' }).fill('Guests were counted')
	await page.getByRole('button', { name: /^Edit \d+ answers?$/ }).click()
	await expect(page.getByText(/\d+ records? edited\./)).toBeVisible()

	await page.reload()
	await make('January, second')
	expect((await take(page, 'January, first')).equals(first)).toBe(true)
	const second = await take(page, 'January, second')
	const sizes = (zip: Buffer) =>
		readCsvTable(unzip(zip).get('household.csv')?.toString('utf8') ?? '').map(({ hh_size: size }) =>
			Number(size),
		)
	expect(Math.max(...sizes(first))).toBeGreaterThan(8)
	expect(Math.max(...sizes(second))).toBe(8)
	await page.getByRole('button', { name: 'Verify: January, first' }).click()
	await expect(page.getByText('Verified: the file is identical to the original.')).toBeVisible()
	const later = page
		.getByRole('listitem')
		.filter({ has: page.getByRole('heading', { name: 'January, second' }) })
	await later.getByText('Compare with', { exact: true }).click()
	await later.getByLabel('Compare with').selectOption({ label: 'January, first' })
	await expect(later.getByText(/^0 records added, 0 removed, \d+ changed$/)).toBeVisible()
	const row = later.getByRole('row').filter({ hasText: 'edit: Guests were counted' }).first()
	await expect(row).toContainText('How many people')
	await screenshot(page, { path: 'test-results/releases-compared-en.png', fullPage: true })
	const earlier = page
		.getByRole('listitem')
		.filter({ has: page.getByRole('heading', { name: 'January, first' }) })
	await earlier.locator('summary', { hasText: 'Mark as superseded' }).click()
	await earlier.getByLabel('Superseded by').selectOption({ label: 'January, second' })
	await earlier.getByLabel('Reason', { exact: true }).fill('Guests were counted')
	await earlier.getByRole('button', { name: 'Mark as superseded', exact: true }).click()
	await expect(page.getByText('Superseded: Guests were counted')).toBeVisible()

	await page.getByLabel('Name', { exact: true }).fill('Large households of Dera Ghazi Khan')
	await page.getByLabel('All districts').uncheck()
	await page.getByRole('button', { name: 'Create release' }).click()
	await expect(page.getByRole('alert')).toHaveText('Choose at least one district.')
	await page.getByLabel('Dera Ghazi Khan', { exact: true }).check()
	await page.getByLabel(/^Filter \(formula\)/).fill('${size} > 7')
	await page.getByRole('button', { name: 'Create release' }).click()
	await expect(page.getByRole('alert')).toContainText('Check “size”')
	await page.getByLabel(/^Filter \(formula\)/).fill('${hh_size} > 7')
	await screenshot(page, { path: 'test-results/releases-narrowed-en.png', fullPage: true })
	await page.getByRole('button', { name: 'Create release' }).click()
	const large = page
		.getByRole('listitem')
		.filter({ has: page.getByRole('heading', { name: 'Large households of Dera Ghazi Khan' }) })
	await expect(large).toContainText('Filter (formula): ${hh_size} > 7')
	expect(new Set(sizes(await take(page, 'Large households of Dera Ghazi Khan')))).toEqual(new Set([8]))

	await pressLanguage(page, 'اردو')
	await page.setViewportSize({ width: 360, height: 640 })
	await isAccessible(page, 'releases, in Urdu')
	await screenshot(page, { path: 'test-results/releases-ur.png', fullPage: true })
	await server.kill()
})
