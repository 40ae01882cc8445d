import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { withLargeText } from './is-legible.ts'
import { openTable, pressLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'
import { beginWithRound } from './sent-round.ts'
import { test } from './walk.ts'

test('the table of a round is filtered, sorted, searched and summarised, and the view is saved', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, page } = await beginWithRound(browser)
	await openTable(page)
	await page.getByRole('combobox', { name: 'Display', exact: true }).selectOption('codes')
	const grid = page.getByRole('region', { name: 'Table' })
	const cellsOf = async (column: string): Promise<string[]> => {
		const heads = await grid.getByRole('columnheader').allInnerTexts()
		const at = heads.findIndex((head) => head.split(/\s/)[0] === column)
		return grid.locator(`tbody tr td:nth-child(${at + 1})`).allInnerTexts()
	}
	await expect(page.getByText(/^\d+ rows$/)).toBeVisible()
	const total = Number((await page.getByText(/^\d+ rows$/).innerText()).split(' ')[0])
	expect(total).toBeGreaterThan(20)

	await page.getByText(/^Columns: /).click()
	await page.getByLabel('Find column').fill('hh_size')
	await page.getByRole('checkbox', { name: /^hh_size/ }).check()
	await page.getByLabel('Find column').fill('respondent_sex')
	for (const name of await page.getByRole('checkbox', { name: /sex/ }).all()) await name.check()
	await page.getByText(/^Columns: /).click()
	await grid.getByRole('button', { name: 'hh_size', exact: true }).click()
	const sizes = async () => (await cellsOf('hh_size')).filter((text) => /^\d+$/.test(text)).map(Number)
	await expect.poll(async () => (await sizes()).length).toBeGreaterThan(3)
	await expect
		.poll(async () => JSON.stringify(await sizes()))
		.toBe(JSON.stringify((await sizes()).sort((a, b) => a - b)))
	await page.getByRole('combobox', { name: 'Filter' }).selectOption('hh_size')
	await page.getByLabel('Operator').selectOption({ label: 'is at least' })
	await page.getByLabel('Value', { exact: true }).fill('many')
	await page.getByRole('button', { name: 'Apply', exact: true }).click()
	await expect(page.getByText('This is not a number. Enter digits only')).toBeVisible()
	await page.getByLabel('Value', { exact: true }).fill('5')
	await page.getByRole('button', { name: 'Apply', exact: true }).click()
	await expect.poll(async () => (await sizes()).every((size) => size >= 5)).toBe(true)
	await grid.getByRole('button', { name: 'Statistics: hh_size' }).click()
	await expect(page.getByText(/^Minimum 5, maximum \d+, mean/)).toBeVisible()
	await isAccessible(page, 'table')
	await screenshot(page, { path: 'test-results/table-en.png' })
	// also where a menu contains texts longer than the width of a phone
	await page.setViewportSize({ width: 360, height: 640 })
	await isAccessible(page, 'table, on a phone')
	await screenshot(page, { path: 'test-results/table-en-360.png' })
	await page.setViewportSize({ width: 1280, height: 800 })
	await page.getByText(/^Saved views: /).click()
	await page.getByLabel('View name').fill('Large households')
	await page.getByRole('button', { name: 'Save view', exact: true }).click()
	await expect(page.getByRole('button', { name: 'Open Large households' })).toBeVisible()

	await page.reload()
	await expect(page.getByText(`${total} rows`)).toBeVisible()
	// by keyboard past the menu and the views
	for (const key of ['Tab', 'Enter', 'Tab', 'Tab', 'Tab']) await page.keyboard.press(key)
	await expect(page.getByRole('combobox', { name: 'Form', exact: true })).toBeFocused()
	await page.getByLabel('Search all cells').fill('no such words anywhere')
	await expect(page.getByText('0 rows')).toBeVisible()
	await expect(page.getByText('No rows match. Remove the search or a filter.')).toBeVisible()
	await page.getByText(/^Saved views: /).click()
	await page.getByRole('button', { name: 'Open Large households' }).click()
	await expect
		.poll(async () => (await sizes()).length > 0 && (await sizes()).every((size) => size >= 5))
		.toBe(true)
	await page.getByRole('button', { name: /^Remove filter: hh_size is at least 5/ }).click()
	await expect(page.getByText(`${total} rows`)).toBeVisible()

	// scrolled to the end, the last row is visible
	const tall = () => grid.evaluate((box) => box.scrollHeight)
	const before = await tall()
	await grid.evaluate((box) => {
		box.scrollIntoView({ block: 'end' })
		box.scrollTo({ top: box.scrollHeight })
	})
	await expect(grid.getByRole('link', { name: String(total), exact: true })).toBeInViewport()
	expect(await tall()).toBe(before)
	// with text twice as large: all rows equally tall, nothing cut off, and the last row still reachable
	await page.evaluate(withLargeText)
	await page.setViewportSize({ width: 1280, height: 900 })
	await expect(async () => {
		await grid.evaluate((box) => {
			box.scrollIntoView({ block: 'end' })
			box.scrollTo({ top: box.scrollHeight })
		})
		await expect(grid.getByRole('link', { name: String(total), exact: true })).toBeInViewport({
			timeout: 500,
		})
	}).toPass()
	const rows = await grid.locator('tbody tr').evaluateAll((all) =>
		all.map((row) => ({
			height: row.getBoundingClientRect().height,
			isCut: [...row.children].some((cell) => cell.scrollHeight > cell.clientHeight + 1),
		})),
	)
	expect(new Set(rows.map(({ height }) => height))).toEqual(new Set([72]))
	expect(rows.filter(({ isCut }) => isCut)).toEqual([])
	await screenshot(page, { path: 'test-results/table-large.png' })
	await page.evaluate(() => {
		document.documentElement.style.fontSize = ''
	})
	await pressLanguage(page, 'اردو')
	await expect(page.getByRole('link', { name: 'جدول', exact: true })).toBeVisible()
	await page.locator('.grid-box').evaluate((box) => box.scrollTo({ top: 0 }))
	await page.locator('.grid-head .about').first().click()
	await expect(page.getByText('سطریں', { exact: true })).toBeVisible()
	await isAccessible(page, 'table in Urdu')
	await screenshot(page, { path: 'test-results/table-ur.png' })
	await page.setViewportSize({ width: 360, height: 640 })
	await screenshot(page, { path: 'test-results/table-360-ur.png', fullPage: true })
	await Promise.all([
		page.waitForResponse('**/api/table/rows'),
		page.getByRole('searchbox', { name: 'تمام خانوں میں تلاش' }).fill('PK607'),
	])
	await page.locator('.grid-box tbody a').first().click()
	await expect(page).toHaveURL(/\/desk\/records\//)
	await page.goBack()
	await expect(page.getByRole('searchbox', { name: 'تمام خانوں میں تلاش' })).toHaveValue('PK607')
	await page.locator('.grid-box tbody a').first().click()
	// a printed record: its content, and no controls
	await page.setViewportSize({ width: 800, height: 1100 })
	await pressLanguage(page, 'English')
	await expect(page.getByRole('button', { name: 'Print or PDF' })).toBeVisible()
	await page.emulateMedia({ media: 'print' })
	await expect(page.getByRole('heading', { name: 'Answers' })).toBeVisible()
	await expect(page.getByRole('button')).toHaveCount(0)
	await expect(page.getByRole('textbox')).toHaveCount(0)
	await screenshot(page, { path: 'test-results/record-on-paper.png' })
	await server.kill()
})
