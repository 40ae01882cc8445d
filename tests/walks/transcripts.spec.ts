import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { inBothSizes } from './both-sizes.ts'
import { openPage, pressLanguage, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'

/** Checks a screen in both languages and sizes, and takes screenshots. */
async function checkScreen(page: Page, name: string): Promise<void> {
	for (const [language, button] of [
		['ur', 'اردو'],
		['en', 'English'],
	] as const) {
		await pressLanguage(page, button)
		await inBothSizes(page, 'coding', `${name}-${language}`)
	}
}

async function saved(page: Page, button: string): Promise<Buffer> {
	const coming = page.waitForEvent('download')
	await pressLanguage(page, button)
	return readFileSync(await (await coming).path())
}

test('a data manager codes transcripts by keyboard, and reads, compares and exports the results', {
	tag: '@long',
}, async ({ browser }) => {
	test.slow()
	const server = await startPrepared('demonstration')
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, server.demonstrationCodes['data manager'] ?? '')
	await openPage(page, 'Qualitative')
	await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()
	await checkScreen(page, 'talks')

	// by keyboard: a theme, a quote, the next passage, another theme, undo, and a memo
	await page.locator('[data-list-link]').first().click()
	const current = page.locator('.passages > li[aria-current]')
	const pressed = current.locator('.theme-choice button[aria-pressed="true"]')
	await expect(current).toHaveCount(1)
	await page.keyboard.press('1')
	await page.keyboard.press('q')
	await expect(pressed).toHaveText([/Terms and what people call it/, /Quote/])
	await page.keyboard.press('ArrowDown')
	await expect(pressed).toHaveCount(0)
	await page.keyboard.press('2')
	await expect(pressed).toHaveText([/Causes and drivers/])
	await page.keyboard.press('u')
	await expect(pressed).toHaveCount(0)
	await page.keyboard.press('m')
	await page.keyboard.type('Compare with the women.')
	await page.keyboard.press('Escape')
	await page.keyboard.press('?')
	await checkScreen(page, 'talk')
	await page.reload()
	await expect(pressed).toHaveText([/Terms and what people call it/, /Quote/])
	await expect(page.getByText('Compare with the women.')).toBeVisible()

	await page.getByRole('link', { name: 'Qualitative', exact: true }).first().click()
	await page.getByRole('link', { name: 'Codebook' }).click()
	await page.getByText('Add code').click()
	const form = page.locator('details[open]')
	await form.getByLabel('Code ID').fill('money')
	await form.getByLabel('Name in English').fill('Money and debt')
	await form.getByLabel('Name in Urdu').fill('پیسہ اور قرض')
	await form.getByLabel('When to use').fill('What the journey costs, and who lends it.')
	await checkScreen(page, 'theme')
	await form.getByRole('button', { name: 'Save', exact: true }).click()
	await expect(page.getByText('money Money and debt')).toBeVisible()

	await page.getByRole('link', { name: 'Quotes' }).click()
	await expect(page.locator('.quotes > li').first()).toBeVisible()
	await page.getByLabel('Coded by').selectOption({ label: 'You' })
	await expect(page.getByText('1 quote.')).toBeVisible()
	expect(page.url()).toContain('by=')
	await checkScreen(page, 'quotes')

	await page.getByRole('link', { name: 'Code frequencies' }).click()
	await page.getByRole('button', { name: 'trust Trust in FIA and police' }).click()
	const indicator = page.getByRole('combobox', { name: 'Indicator' })
	const option = indicator.locator('option').filter({ hasText: /^H1 · / })
	await indicator.selectOption((await option.getAttribute('value')) ?? '')
	await expect(page.getByRole('columnheader', { name: '95% CI' })).toBeVisible()
	await checkScreen(page, 'found')

	await page.getByRole('link', { name: 'Inter-coder agreement' }).click()
	await expect(page.getByText('1 transcript with')).toBeVisible()
	await checkScreen(page, 'agreement')

	await page
		.getByRole('navigation', { name: 'Qualitative pages' })
		.getByRole('link', { name: 'Transcripts' })
		.click()
	const table = (await saved(page, 'Export codings (CSV)')).toString('utf8')
	expect(table).toContain('Terms and what people call it')
	expect(table).toContain('demo-manager')
	const project = unzip(await saved(page, 'Export REFI-QDA (.qdpx)'))
	expect(project.get('project.qde')?.toString('utf8')).toContain('name="Money and debt"')
	expect(project.size).toBeGreaterThan(2)
	await server.kill()
})
