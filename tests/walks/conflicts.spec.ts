import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { openPage, pressLanguage, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'

test('a data manager resolves conflicts by keyboard, sees neighbouring answers, and applies the latest where one person answered twice', {
	tag: '@long',
}, async ({ browser }) => {
	const server = await startPrepared('demonstration')
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, server.demonstrationCodes['data manager'] ?? '')
	await openPage(page, /^Conflicts/)
	await expect(page.getByRole('link', { name: /^Conflicts/ })).toHaveAttribute('aria-current', 'page')
	await expect(page.getByRole('heading', { name: 'Conflicts', exact: true })).toBeVisible()
	await expect(page.locator('tr[data-record]').first()).toContainText('Different answers')
	const count = async () =>
		Number(
			(
				await page
					.getByRole('navigation')
					.first()
					.getByRole('link', { name: /^Conflicts/ })
					.innerText()
			).replace(/\D/g, ''),
		)
	await expect.poll(count).toBeGreaterThan(2)
	const before = await count()
	await page.locator('[data-list-link]').first().click()
	const disputes = page.getByRole('region', { name: /conflict/ })
	await disputes.getByText('Show surrounding answers').first().click()
	await page.keyboard.press('Escape')
	await page.locator('h1').click()
	await page.keyboard.press('1')
	await expect(disputes.getByRole('radio').first()).toBeChecked()
	await isAccessible(page, 'a conflict')
	await screenshot(page, { path: 'test-results/decide-en.png' })
	const address = page.url()
	await page.keyboard.type('The first was read back to me')
	await page.keyboard.press('Enter')
	// the next conflict opens automatically
	await expect(page).not.toHaveURL(address)
	await expect(disputes).toBeVisible()
	await expect.poll(count).toBe(before - 1)

	await pressLanguage(page, 'اردو')
	await page.setViewportSize({ width: 360, height: 640 })
	await openPage(page, /^تضادات/)
	await page.locator('[data-list-link]').first().click()
	await expect(page.getByRole('radio').first()).toBeVisible()
	await isAccessible(page, 'a conflict, in Urdu')
	await page.getByRole('radio').first().scrollIntoViewIfNeeded()
	await screenshot(page, { path: 'test-results/decide-ur.png' })
	await pressLanguage(page, 'English')
	await page.setViewportSize({ width: 1280, height: 800 })
	await openPage(page, 'Data cleaning')
	await page.getByText('Keep latest answers').click()
	await page.getByRole('button', { name: 'Preview changes' }).click()
	await expect(page.getByText(/^\d+ conflicts? in \d+ records? would be resolved/)).toBeVisible()
	await screenshot(page, { path: 'test-results/own-twice-en.png', fullPage: true })
	await page.getByRole('textbox', { name: 'Reason' }).fill('She said so later')
	await page.getByRole('button', { name: /^Resolve \d+ conflicts?$/ }).click()
	await expect(page.getByText(/\d+ records? edited\./)).toBeVisible()
	await expect.poll(count).toBeLessThan(before - 1)
	await server.kill()
})
