import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { isAccessible } from './is-accessible.ts'
import { openPage, pressLanguage, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { screenshot } from './screenshot.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'

test('a data manager creates a licensed file: nothing in it shows who was interviewed, when or where', {
	tag: '@long',
}, async ({ browser }) => {
	const server = await startPrepared('demonstration')
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, server.demonstrationCodes['data manager'] ?? '')
	await openPage(page, 'Export')
	const audience = page.getByLabel('Access type')
	await audience.selectOption({ label: 'Licensed file (researchers who have signed terms of use)' })
	await expect(
		page.getByText(
			/wherever fewer than .*5.* people share it together with the values before it: .*zila_district, area, .*, age, edu/,
		),
	).toBeVisible()
	await expect(page.getByLabel(/^Include received attachments/)).toHaveCount(0)
	await isAccessible(page, 'files for others')
	await screenshot(page, { path: 'test-results/files-for-others-en.png', fullPage: true })
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Create export' }).click(),
	])
	expect(download.suggestedFilename()).toMatch(/^DEMONSTRATION-household-\w+-for-researchers-/)
	const files = unzip(readFileSync(await download.path()))
	expect([...files.keys()]).toEqual([
		'DEMONSTRATION-household.csv',
		'DEMONSTRATION-dictionary.csv',
		'DEMONSTRATION-read.R',
		'DEMONSTRATION-read.do',
	])
	const rows = readCsvTable(files.get('DEMONSTRATION-household.csv')?.toString('utf8') ?? '')
	expect(rows.length).toBeGreaterThan(100)
	expect(Object.keys(rows[0] ?? {})).not.toContain('record_id')
	// every shown combination is shared by at least five records
	const alike = new Map<string, number>()
	for (const { zila_hidden: hidden, zila_district: district, ...row } of rows)
		if (hidden === '') {
			const known = [
				'area',
				'assigned_sex',
				'gender',
				'age',
				'edu',
				'marital',
				'occ',
				'lang_home',
				'hh_abroad',
			]
			const key = [district, ...known.map((name) => row[name])].join(' ')
			alike.set(key, (alike.get(key) ?? 0) + 1)
		}
	expect([...alike.values()].filter((many) => many < 5)).toEqual([])
	const ages = rows.filter(({ age }) => age !== '')
	expect(ages.every(({ age }) => Number(age) % 10 === 0)).toBe(true)

	// a form without marked quasi-identifiers has no such file
	await page.getByRole('combobox', { name: 'Form', exact: true }).selectOption({ label: 'Focus group notes' })
	await expect(audience.getByRole('option', { name: 'Public-use file' })).toBeDisabled()
	await expect(page.getByText('This form has no public-use or licensed file.')).toBeVisible()
	await page.getByRole('combobox', { name: 'Form', exact: true }).selectOption({ label: 'Household survey' })
	await pressLanguage(page, 'اردو')
	await page.setViewportSize({ width: 360, height: 640 })
	await page.getByLabel('فائلیں کس کے لیے ہیں').selectOption({ label: 'کوئی بھی (عوامی)' })
	await expect(page.getByText(/جہاں ایک جیسے لوگ .*30.* سے کم ہوں/)).toBeVisible()
	await isAccessible(page, 'files for others, in Urdu')
	await screenshot(page, { path: 'test-results/files-for-others-ur.png', fullPage: true })
	await server.kill()
})
