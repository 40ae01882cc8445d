import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { inBothSizes } from './both-sizes.ts'
import { choose, textsByLanguage } from './helpline-texts.ts'
import { openPage, Phone, pressLanguage, signIn } from './people.ts'
import { startPrepared } from './prepared.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

/** A referral is sent, confirmed, closed and reopened; each step is shown with its author. */
async function followUp(
	page: Page,
	words: (typeof textsByLanguage)['en' | 'ur'],
	language: string,
): Promise<void> {
	const referrals = page.getByRole('region', { name: words.referrals, exact: true })
	await expect(referrals.getByText(words.limits)).toBeVisible()
	const toSend = referrals
		.getByRole('listitem')
		.filter({ has: page.getByRole('button', { name: words.sent }) })
	const name = (await toSend.first().locator('bdi').first().textContent()) ?? ''
	const card = () =>
		referrals.getByRole('listitem').filter({ hasText: name }).filter({ hasText: 'Demo Operator' }).first()
	await toSend.first().getByRole('button', { name: words.sent }).click()
	await expect(card().getByText(words.isSent)).toBeVisible()
	await card().getByRole('button', { name: words.confirmed }).click()
	await expect(card().getByText(words.isReceived)).toBeVisible()
	await card().getByRole('button', { name: words.more }).click()
	await referrals.locator('summary', { hasText: words.late }).first().click()
	await inBothSizes(page, 'helpline', `referrals-${language}`)
	await card().getByRole('button', { name: words.helped }).click()
	await referrals.getByText(words.closedLast).click()
	await expect(card().getByText(words.isClosed)).toBeVisible()
	await card().getByRole('button', { name: words.reopen }).click()
	await expect(card().getByText(words.isReopened)).toBeVisible()
}

for (const language of walkLanguages('ur'))
	test(`an operator takes a call-back, completes it and hands over the shift; the desk sees it, in ${language}`, async ({
		browser,
	}) => {
		const server = await startPrepared('helpline-demonstration')
		const words = textsByLanguage[language]
		const phone = new Phone(language)
		const page = await phone.switchOn(server.url)
		await page.goto(`${server.url}/enrol`)
		await page.getByLabel(phone.words.code).fill(server.demonstrationCodes.operator ?? '')
		await page.getByLabel(phone.words.pin, { exact: true }).fill('482915')
		await page.getByLabel(phone.words.again).fill('482915')
		await page.getByRole('button', { name: phone.words.setUpNow }).click()
		await page.waitForURL(`${server.url}/`)
		// the address changes before the settings of the user are saved
		await expect(page.locator('.app-bar')).toBeVisible()
		if (language === 'ur') {
			await page.reload()
			await pressLanguage(page, words.chosen)
			await phone.unlock()
		}
		if (language === 'en') {
			await page.locator('.app-bar [aria-haspopup=dialog]').click()
			await page.getByRole('button', { name: 'Help', exact: true }).click()
			for (const title of ['Help', 'Help and answers']) {
				if (title !== 'Help') await page.getByRole('link', { name: title }).click()
				await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
				for (const each of await page.locator('summary').all()) await each.click()
				await expect(page.locator('main')).not.toContainText(/enumerator|interview|household|coordinator/i)
				await expect(page.getByRole('link', { name: /1991/ })).toHaveCount(0)
			}
			await page.goBack()
			await page.goBack()
		}
		// the first screen shows how many call-backs wait, and how many of them too long
		await expect(page.getByRole('link', { name: words.backs })).toContainText(words.waiting)
		await screenshot(page, { path: `test-results/helpline-home-${language}-360.png`, fullPage: true })
		await page.getByRole('link', { name: words.backs }).click()
		const list = page.getByRole('list').first()
		await expect(page.getByRole('button', { name: words.take }).first()).toBeVisible()
		await expect(list.getByRole('listitem').first()).toContainText(words.matter)
		const waiting = await list.getByRole('listitem').count()
		await page.getByRole('button', { name: words.take }).first().click()
		await inBothSizes(page, 'helpline', `call-backs-${language}`)
		await page.getByRole('button', { name: words.done }).click()
		await expect(list.getByRole('listitem')).toHaveCount(waiting - 1)
		// it was marked as done too early
		await page.getByRole('button', { name: words.again }).click()
		await expect(list.getByRole('listitem')).toHaveCount(waiting)
		await page.getByRole('button', { name: words.take }).first().click()
		await page.getByRole('button', { name: words.done }).click()
		await expect(list.getByRole('listitem')).toHaveCount(waiting - 1)
		await followUp(page, words, language)
		await page.getByLabel(words.note).fill('0300 1234567')
		await expect(page.getByText(words.long)).toBeVisible()
		await expect(page.getByRole('button', { name: words.handOver })).toBeDisabled()
		await page.getByLabel(words.note).fill('The line was down at two.')
		await page.getByRole('button', { name: words.handOver }).click()
		await expect(page.getByRole('listitem').filter({ hasText: 'The line was down at two.' })).toBeVisible()
		// offline the list shows the time of its last update
		await phone.context?.setOffline(true)
		await page.getByRole('button', { name: words.ask }).click()
		await expect(page.getByText(words.heard)).toBeVisible()
		await expect(page.getByRole('alert')).toBeVisible()
		// an action pressed offline is not announced as queued: it can be pressed again
		await page.getByLabel(words.note).fill('Two more at six.')
		await page.getByRole('button', { name: words.handOver }).click()
		await expect(page.getByRole('alert')).toHaveText(words.nothing)
		await expect(page.getByRole('alert')).toBeInViewport()
		await page.goBack()
		await page.getByRole('link', { name: words.backs }).click()
		await expect(page.getByLabel(words.note)).toHaveValue('Two more at six.')
		await phone.switchOff()

		const desk = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		await signIn(desk, server.url, server.demonstrationCodes['data manager'] ?? '')
		await choose(desk, language)
		await openPage(desk, words.place)
		await expect(desk.getByText('The line was down at two.')).toBeVisible()
		// waiting callers are shown above all figures
		const heightOf = async (what: Locator) => (await what.boundingBox())?.y ?? 0
		const waits = desk.getByRole('heading', { name: words.open })
		expect(await heightOf(waits)).toBeLessThan(await heightOf(desk.getByRole('table').first()))
		await expect(desk.getByText('Demo Operator').first()).toBeVisible()
		// the call-back that the operator returned is among the open ones, with all notes
		await expect(desk.getByText(words.isReopened)).toHaveCount(1)
		const saved = desk.waitForEvent('download')
		await desk.getByRole('button', { name: words.byDepartment }).click()
		const file = await (await saved).path()
		expect(readCsvTable((await readFile(file, 'utf8')).replace('\ufeff', '')).length).toBeGreaterThan(3)
		await inBothSizes(desk, 'helpline', `desk-${language}`)
		await server.kill()
	})
