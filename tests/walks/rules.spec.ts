import { expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, openPage, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { sendRound } from './sent-round.ts'
import { test } from './walk.ts'

const small = { width: 360, height: 640 }
const large = { width: 1280, height: 800 }

/** Takes screenshots in both languages and sizes. */
async function pictures(page: Page, name: string): Promise<void> {
	for (const [language, button] of [
		['ur', 'اردو'],
		['en', 'English'],
	] as const) {
		await pressLanguage(page, button)
		for (const size of [large, small]) {
			await page.setViewportSize(size)
			await screenshot(page, {
				path: `test-results/rules-${name}-${language}-${size.width}.png`,
				fullPage: true,
			})
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width)
		}
		await isAccessible(page, `rules, ${name}, ${language}`)
	}
	await page.setViewportSize(large)
}

test('a rule is tested and saved; records received later are checked, and their violations are resolved', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const codes: string[] = []
	for (const name of ['Bilal', 'Karim'])
		codes.push(await addPerson(admin, { name, code: name.toLowerCase(), districts: ['PK607'] }))
	const [bilal = '', karim = ''] = codes
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	await sendRound(server.url, [bilal], 'endline', ['plain'], {
		perDistrict: 24,
		also: (k) => ({ hh_size: k === 0 ? 30 : 6 }),
	})
	const context = await browser.newContext({ viewport: large, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, manager)
	await openPage(page, 'Data cleaning')
	await page.getByRole('link', { name: 'Rules' }).click()
	await expect(page.getByText('This form has no rules yet.')).toBeVisible()

	// an invalid rule is reported; then it is tested and saved
	await page.getByText('Create rule', { exact: true }).click()
	await page.getByLabel('Rule name').fill('Large households')
	const menu = page.getByRole('combobox', { name: 'Question', exact: true })
	const option = menu.locator('option').filter({ hasText: /^hh_size · / })
	await menu.selectOption((await option.getAttribute('value')) ?? '')
	const holds = page.getByLabel(/^Condition/)
	await holds.fill(`\${hh_sise} <= 20`)
	await page.getByRole('button', { name: 'Test rule' }).click()
	await expect(page.getByText('Check “hh_sise”')).toBeVisible()
	// changing the district keeps the typed rule
	const district = page.getByRole('combobox', { name: 'District', exact: true })
	await district.selectOption({ label: 'Chagai' })
	await expect(holds).toHaveValue(`\${hh_sise} <= 20`)
	await district.selectOption({ label: 'All districts' })
	await holds.fill(`\${hh_size} <= 20`)
	await page.getByLabel('Violation message').fill('Were guests counted?')
	await page.getByLabel('Suggestion').selectOption({ label: 'Calculated value' })
	await page.getByLabel('Calculation').fill(`\${hh_size} - 20`)
	await page.getByRole('button', { name: 'Test rule' }).click()
	await expect(page.getByText(/^1 record violates it \(\d+ finished/)).toBeVisible()
	await pictures(page, 'tried')
	await page.getByRole('button', { name: 'Save rule' }).click()
	await expect(page.getByText('Rule saved.')).toBeVisible()
	await page.getByText('Create rule', { exact: true }).click()
	await expect(page.getByText('1 open violation')).toBeVisible()

	// a phone also sends violating records
	await sendRound(server.url, [karim], 'endline', ['plain'], {
		perDistrict: 24,
		also: (k) => ({ hh_size: k < 2 ? 28 + k : 6 }),
	})
	await page.getByRole('button', { name: 'Refresh' }).click()
	await expect(page.getByText('3 open violations')).toBeVisible()
	const table = page.getByRole('table', { name: 'Violations' })
	await expect(table.getByRole('row')).toHaveCount(4)
	const second = table.getByRole('row').nth(2)
	await expect(second).toContainText('Karim')
	await expect(second).toContainText('Were guests counted?')
	await page.getByText('1 rule', { exact: true }).click()
	await expect(page.getByText('3 open, 0 marked as correct')).toBeVisible()
	await expect(page.getByRole('navigation').getByRole('link', { name: 'Data cleaning 3' })).toBeVisible()
	await pictures(page, 'list')
	await page.getByText('1 rule', { exact: true }).click()

	// while records are checked only counts are polled: the selection in the list remains
	let [figures, lists] = [0, 0]
	page.on('request', (request) => {
		if (request.url().includes('/api/rules/violations')) lists++
		else if (request.url().includes('/api/rules?')) figures++
	})
	await page.route('**/api/rules?*', async (route) => {
		const response = await route.fetch()
		await route.fulfill({ response, json: { ...(await response.json()), uncheckedRecords: 7 } })
	})
	await page.getByRole('button', { name: 'Refresh' }).click()
	await expect(page.getByText('7 records are still being checked.')).toBeVisible()
	await table.getByRole('checkbox').nth(3).check()
	await expect.poll(() => figures).toBeGreaterThanOrEqual(3)
	expect(lists).toBe(1)
	await page.unrouteAll({ behavior: 'wait' })
	await expect(page.getByText('7 records are still being checked.')).toBeHidden()
	await expect.poll(() => lists).toBe(2)
	await expect(table.getByRole('checkbox').nth(3)).toBeChecked()
	await table.getByRole('checkbox').nth(3).uncheck()

	// by keyboard: the first violation is selected, and its suggestion accepted
	await page.getByRole('heading', { name: 'Rules' }).click()
	await page.keyboard.press('j')
	await page.keyboard.press('x')
	await page.keyboard.press('a')
	const change = page.getByRole('button', { name: 'Edit 1 answer' })
	await expect(page.getByRole('region', { name: 'Preview' })).toContainText('30')
	await page.getByRole('textbox', { name: 'Reason' }).fill('Guests were counted')
	await pictures(page, 'accept')
	// a failed edit can be repeated: no shortcut discards it
	await page.route('**/api/bulk-edits', (route) => route.abort())
	await change.click()
	await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible()
	await page.getByRole('heading', { name: 'Rules' }).click()
	await page.keyboard.press('j')
	await page.keyboard.press('r')
	await page.unroute('**/api/bulk-edits')
	await page.getByRole('button', { name: 'Continue' }).click()
	await expect(page.getByText('1 record edited.')).toBeVisible()
	await expect(page.getByText('2 open violations')).toBeVisible()
	await page.getByRole('button', { name: 'Close', exact: true }).click()

	// the next value is correct: a reason is requested, and shown next to it
	await table.getByRole('checkbox').nth(1).check()
	await page.getByRole('button', { name: /^Mark 1 correct/ }).click()
	await page.getByRole('button', { name: 'Mark as correct' }).click()
	await expect(page.getByRole('alert')).toContainText('reason')
	await page.getByRole('textbox', { name: 'Reason' }).fill('Three families in one yard')
	await page.getByRole('button', { name: 'Mark as correct' }).click()
	await expect(page.getByText('1 violation updated.')).toBeVisible()
	await expect(page.getByText('1 open violation')).toBeVisible()
	await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption({ label: 'Marked as correct' })
	await expect(table.getByText('Three families in one yard')).toBeVisible()
	await pictures(page, 'right')

	// undone, the first violation is listed again
	await openPage(page, 'Data cleaning')
	const historyEntry = page.getByRole('listitem').filter({ hasText: 'Guests were counted' })
	await historyEntry.getByText('Undo', { exact: true }).click()
	await historyEntry.getByRole('textbox', { name: 'Reason' }).fill('There were none')
	await historyEntry.getByRole('button', { name: 'Undo now' }).click()
	await expect(historyEntry.getByText('Undone.')).toBeVisible()
	await page.getByRole('link', { name: 'Rules' }).click()
	await expect(page.getByText('2 open violations')).toBeVisible()

	// all suggestions at once
	await page.getByRole('button', { name: 'Accept all suggestions' }).click()
	await page.getByRole('textbox', { name: 'Reason' }).fill('Guests were counted after all')
	await page.getByRole('button', { name: 'Edit 2 answers' }).click()
	await expect(page.getByText('2 records edited.')).toBeVisible()
	await expect(page.getByText('No violations of these rules.')).toBeVisible()
	await server.kill()
})
