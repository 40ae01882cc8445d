import { type Browser, expect, type Page, test } from '@playwright/test'
import { interview, interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, Phone, signIn, type WalkLanguage } from './people.ts'

/** Words of these screens, as the person reads them. */
const say = {
	en: {
		returned: 'Came back: please correct',
		two: '2 comments',
		next: 'To comment 1 of 1',
		reply: /Your answer/,
	},
	ur: {
		returned: 'واپس آئے: براہ کرم درست کریں',
		// numbers keep their own direction
		two: /2\S? تبصرے/,
		next: /تبصرہ .*1.* پر جائیں/,
		reply: /آپ کا جواب/,
	},
} as const

async function deskOf(browser: Browser, url: string, code: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, url, code)
	return page
}
async function openRecord(desk: Page): Promise<void> {
	await desk.getByRole('link', { name: 'Records' }).click()
	await desk.getByRole('link', { name: /PK607-03/ }).click()
}
/** An interview that is at the server. */
async function finished(phone: Phone): Promise<void> {
	await phone.page.getByRole('button', { name: phone.words.household }).click()
	await interview(phone, interviewAnswers)
	await phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
	await expect(phone.page.getByRole('link', { name: /PK607-03/ })).toContainText(phone.words.atServer)
}

for (const language of ['en', 'ur'] as const satisfies readonly WalkLanguage[])
	test(`a record comes back with comments at their questions, is corrected without a network, and is approved (${language})`, async ({
		browser,
	}) => {
		const words = say[language]
		const { server, desk, code } = await beginFieldwork(browser, language)
		const coordinatorCode = await addPerson(desk, {
			...{ name: 'Kamran', code: 'kamran', role: 'Coordinator', districts: ['Dera Ghazi Khan'] },
		})
		const phone = new Phone(language)
		await phone.switchOn(server.url)
		await phone.enrol(code)
		await phone.isInstalled()
		await finished(phone)

		const coordinator = await deskOf(browser, server.url, coordinatorCode)
		await openRecord(coordinator)
		await coordinator.getByRole('button', { name: 'Return with comments' }).click()
		await coordinator.getByRole('button', { name: 'Return with 0 comments' }).click()
		await expect(coordinator.getByText('Please say what is to be corrected')).toBeVisible()
		await coordinator.getByLabel('Comment on the whole record').fill('Please read this through once more')
		await coordinator.getByRole('button', { name: /^Comment: .*How old are you/ }).click()
		await coordinator.getByRole('textbox', { name: /^Comment: .*How old are you/ }).fill('34, or 43?')
		await isAccessible(coordinator, 'returning')
		await coordinator.getByRole('button', { name: 'Return with 2 comments' }).click()
		await expect(coordinator.getByRole('button', { name: 'Return with comments' })).toBeVisible()
		await expect(coordinator.locator('header .state')).toHaveText('Returned')

		// the phone hears of it, and from there on needs no network
		const { page } = phone
		await phone.sendNow()
		await expect(page.getByRole('heading', { name: words.returned })).toBeVisible()
		await phone.context?.setOffline(true)
		const card = page.getByRole('region', { name: words.returned }).getByRole('link')
		await expect(card).toContainText(words.two)
		await isAccessible(page, 'home')
		await card.click()
		await expect(page.getByText('34, or 43?')).toBeVisible()
		await expect(page.locator('.said').first()).toContainText('Kamran')
		await isAccessible(page, 'record')
		await page.getByRole('button', { name: phone.words.correct }).click()
		await page.locator('.comments summary').click()
		await expect(page.getByText('Please read this through once more')).toBeVisible()
		await page.locator('.comments summary').click()
		await page.getByRole('button', { name: words.next }).click()
		const question = page.locator('[id^=question-d_about][id$=-age]')
		await expect(question).toContainText('34, or 43?')
		await expect(question).toContainText('Kamran')
		await isAccessible(page, 'form')
		await question.locator('input').last().fill('43')
		await question.getByLabel(words.reply).fill('I wrote it the wrong way round')
		await phone.hasKept()
		// it is kept while it is typed
		await phone.switchOff()
		await phone.switchOn(server.url)
		await phone.context?.setOffline(true)
		await phone.unlock()
		await finishCorrection(phone)
		await phone.context?.setOffline(false)
		await expect(phone.page.getByRole('link', { name: /PK607-03/ })).toContainText(phone.words.atServer)

		// comment, correction and answer together
		await coordinator.reload()
		const answer = coordinator.locator('.answers > div').filter({ hasText: 'How old are you' })
		await expect(answer.locator('.said > li')).toHaveCount(3)
		await expect(answer.locator('.said')).toContainText('34, or 43?')
		await expect(answer.locator('.change')).toContainText('34')
		await expect(answer.locator('.change')).toContainText('43')
		await expect(answer.locator('.said')).toContainText('I wrote it the wrong way round')
		await isAccessible(coordinator, 'corrected')
		await coordinator.getByRole('button', { name: 'Approve' }).click()
		await expect(coordinator.locator('header .state')).toHaveText('Approved')
		await phone.sendNow()
		await expect(phone.page.getByRole('link', { name: /PK607-03/ }).locator('.state.ok')).toBeVisible()
		await phone.switchOff()
		await server.kill()
	})

/** Opens the draft of a correction that was begun, and finishes it. */
async function finishCorrection({ page, words: its }: Phone): Promise<void> {
	await page.locator('a[href^="/fill/"]').click()
	await page.getByRole('button', { name: its.sections }).click()
	await page.locator('nav > button').first().click()
	await page.getByRole('button', { name: its.finish, exact: true }).click()
}
