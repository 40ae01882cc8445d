import { type Browser, expect, type Locator, type Page } from '@playwright/test'
import { approve } from './approve.ts'
import { openReview, openSection } from './form-bar.ts'
import { inEveryWindow } from './in-every-window.ts'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, Phone, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

/** A correction opens in the language in which the questions were last shown. */
const aboutYou = /About you/

/** Texts of these screens by language. */
const textsByLanguage = {
	en: {
		returned: 'Returned for correction',
		two: '2 comments',
		next: 'Comment 1 of 1',
		reply: /^Reply/,
	},
	ur: {
		returned: 'درستی کے لیے واپس آئے',
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
	await openPage(desk, 'Records')
	await desk.getByRole('link', { name: /PK607-03/ }).click()
}
/** True if the whole element is in the window, and nothing covers it. */
const isUncovered = (part: Locator): Promise<boolean> =>
	part.evaluate((element) => {
		const { left, top, bottom, width } = element.getBoundingClientRect()
		return [top + 2, bottom - 2].every((y) => {
			const above = document.elementFromPoint(left + width / 2, y)
			return above !== null && (element.contains(above) || above.contains(element))
		})
	})

/** Finishes an interview and sends it. */
async function finished(phone: Phone): Promise<void> {
	await phone.startForm()
	await quickInterview(phone, interviewAnswers)
	await phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
	await phone.toRecords()
	await expect(phone.page.getByRole('link', { name: /PK607-03/ })).toContainText(phone.words.atServer)
}

for (const language of walkLanguages('ur'))
	test(`a record is returned with comments at their questions, corrected offline, and approved (${language})`, async ({
		browser,
	}) => {
		const words = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const coordinatorCode = await addPerson(admin, {
			name: 'Kamran',
			code: 'kamran',
			role: 'coordinator',
			districts: ['PK607'],
		})
		await phone.open(server.url)
		await finished(phone)

		const coordinator = await deskOf(browser, server.url, coordinatorCode)
		await openRecord(coordinator)
		await coordinator.getByRole('button', { name: 'Return with comments' }).click()
		await coordinator.getByRole('button', { name: 'Return with 0 comments' }).click()
		await expect(coordinator.getByText('Write what must be corrected')).toBeVisible()
		await coordinator.getByLabel('Comment on record').fill('Please read this through once more')
		await coordinator.getByRole('button', { name: /^Comment: .*How old are you/ }).click()
		await coordinator.getByRole('textbox', { name: /^Comment: .*How old are you/ }).fill('34, or 43?')
		if (language === 'en') await inEveryWindow(coordinator, 'returning')
		await coordinator.getByRole('button', { name: 'Return with 2 comments' }).click()
		await expect(coordinator.getByRole('button', { name: 'Return with comments' })).toBeVisible()
		await expect(coordinator.locator('header .state')).toHaveText('Returned')

		// the phone receives the comments, and from there on needs no network
		const { page } = phone
		await phone.sendNow()
		await phone.openTab('today')
		await expect(page.getByRole('heading', { name: words.returned })).toBeVisible()
		await phone.context?.setOffline(true)
		const card = page.getByRole('region', { name: words.returned }).getByRole('link')
		await expect(card).toContainText(words.two)
		await isAccessible(page, 'home')
		await card.click()
		await expect(page.locator('.comment-list').first()).toContainText('Kamran')
		await isAccessible(page, 'record')
		// the comment is in sight, and leads to its answer
		await page.getByRole('button', { name: '34, or 43?' }).click()
		await expect(page.locator('.answers').getByText('34, or 43?')).toBeInViewport()
		await page.getByRole('button', { name: phone.words.correct }).click()
		const comment = page.locator('.question > .comments').first()
		await expect(comment).toContainText('34, or 43?')
		await expect.poll(() => isUncovered(comment)).toBe(true)
		await expect.poll(() => isUncovered(comment.locator('xpath=..').locator('label').first())).toBe(true)
		await screenshot(page, { path: `test-results/correction-${language}.png` })
		await page.locator('.comments summary').click()
		await expect(page.getByText('Please read this through once more')).toBeVisible()
		await page.locator('.comments summary').click()
		await page.getByRole('button', { name: words.next }).click()
		const question = page.locator('[id^=question-d_about][id$=-age]')
		await expect(question).toContainText('34, or 43?')
		await expect(question).toContainText('Kamran')
		await isAccessible(page, 'form')
		await question.locator('input').first().fill('43')
		await question.getByLabel(words.reply).fill('I wrote it the wrong way round')
		await phone.isSaved()
		// the reply is saved while it is typed
		await phone.switchOff()
		await phone.switchOn(server.url)
		await phone.context?.setOffline(true)
		await phone.unlock()
		await finishCorrection(phone)
		await phone.context?.setOffline(false)
		await phone.toRecords()
		await expect(phone.page.getByRole('link', { name: /PK607-03/ })).toContainText(phone.words.atServer)

		// comment, correction and answer are shown together
		await coordinator.reload()
		const answer = coordinator.locator('.answers > div').filter({ hasText: 'How old are you' })
		await expect(answer.locator('.comment-list > li')).toHaveCount(3)
		await expect(answer.locator('.comment-list')).toContainText('34, or 43?')
		await expect(answer.locator('.change')).toContainText('34')
		await expect(answer.locator('.change')).toContainText('43')
		await expect(answer.locator('.comment-list')).toContainText('I wrote it the wrong way round')
		await isAccessible(coordinator, 'corrected')
		await approve(coordinator)
		await phone.sendNow()
		await expect(phone.page.getByRole('link', { name: /PK607-03/ }).locator('.state.ok')).toBeVisible()
		await phone.switchOff()
		await server.kill()
	})

test('a record is reassigned and approved, and later changes of the first enumerator have no effect until they are accepted', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin, phone: amina } = await beginWithPhone(browser)
	const districts = ['PK607']
	const hers = await addPerson(admin, { name: 'Bano', code: 'bano', districts, language: 'en' })
	await addPerson(admin, { name: 'Elsewhere', code: 'elsewhere', districts: ['PK622'] })
	const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const bano = new Phone()
	await amina.open(server.url)
	await bano.switchOn(server.url)
	await bano.enrol(hers)
	await finished(amina)
	// the first enumerator starts a correction, and then is offline for days
	await amina.context?.setOffline(true)
	await amina.page.getByRole('link', { name: /PK607-03/ }).click()
	await amina.page.getByRole('button', { name: 'Correct record' }).click()
	await openAgeQuestion(amina)
	await amina.page.locator('[id^=question-d_about][id$=-age] input').last().fill('51')
	await amina.isSaved()
	await amina.page.getByRole('button', { name: /Save and exit/ }).click()

	const manager = await deskOf(browser, server.url, managerCode)
	await openRecord(manager)
	await manager.getByRole('button', { name: 'Return with comments' }).click()
	await manager.getByRole('button', { name: /^Comment: .*How old are you/ }).click()
	await manager.getByRole('textbox', { name: /^Comment: .*How old are you/ }).fill('Please ask again')
	const taker = manager.getByLabel('Assign correction to')
	await expect(taker.locator('option')).toHaveText(['Amina', 'Bano (bano)'])
	await taker.selectOption({ label: 'Bano (bano)' })
	await manager.getByRole('button', { name: 'Reassign with 1 comment' }).click()
	await expect(manager.getByText('Reassigned to Bano')).toBeVisible()

	// the second enumerator has the complete record, and corrects it offline
	await bano.sendNow()
	const card = bano.page.getByRole('region', { name: 'Returned for correction' }).getByRole('link')
	await expect(card).toContainText('1 comment')
	await bano.context?.setOffline(true)
	await card.click()
	await expect(bano.page.getByText('PK607-03', { exact: true })).toBeVisible()
	await bano.page.getByRole('button', { name: 'Correct record' }).click()
	await bano.page.getByRole('button', { name: 'Comment 1 of 1' }).click()
	const question = bano.page.locator('[id^=question-d_about][id$=-age]')
	await expect(question).toContainText('Please ask again')
	await question.locator('input').first().fill('35')
	await bano.page.getByRole('button', { name: /Save and exit/ }).click()
	await finishCorrection(bano)
	await bano.context?.setOffline(false)
	await bano.toRecords()
	await expect(bano.page.getByRole('link', { name: /PK607-03/ })).toContainText('Sent')
	await manager.reload()
	await approve(manager)

	// the late work of the first enumerator is stored, and becomes a conflict
	await finishCorrection(amina)
	await amina.context?.setOffline(false)
	await amina.toRecords()
	await expect(amina.page.getByRole('link', { name: /PK607-03/ })).not.toContainText('Not sent yet')
	await amina.sendNow()
	await expect(amina.page.getByRole('link', { name: /PK607-03/ })).toContainText('Reassigned')
	await amina.page.getByRole('link', { name: /PK607-03/ }).click()
	await expect(amina.page.getByText('reassigned to another enumerator')).toBeVisible()
	await expect(amina.page.getByRole('button', { name: 'Correct record' })).toHaveCount(0)
	await isAccessible(amina.page, 'handed on')
	await manager.reload()
	await expect(manager.locator('header .state')).toHaveText('Approved')
	const late = manager.getByRole('article', { name: 'Received after approval' })
	await expect(late.locator('.change')).toHaveText(/35.*51/)
	const age = manager.locator('.answers > div').filter({ hasText: 'How old are you' }).locator('dd > bdi')
	await expect(age).toHaveText('35')
	await isAccessible(manager, 'late')
	await late.getByRole('button', { name: 'Use later answers' }).click()
	await expect(late.getByRole('alert')).toBeVisible()
	await late.getByLabel('Reason', { exact: true }).fill('She asked again')
	await late.getByRole('button', { name: 'Use later answers' }).click()
	await expect(age).toHaveText('51')
	await manager.getByText('Reopen decision').click()
	await manager.getByLabel('Reason', { exact: true }).fill('It was another household')
	await manager.getByRole('button', { name: 'Keep approved answers' }).click()
	await expect(age).toHaveText('35')
	await expect(manager.locator('header .state')).toHaveText('Approved')

	// reopened, with a reason
	await manager.getByRole('button', { name: 'Reopen' }).click()
	await manager.getByLabel('Comment on record').fill('One more visit, please')
	await manager.getByRole('button', { name: 'Return with 1 comment' }).click()
	await expect(manager.getByText('Enter a reason')).toBeVisible()
	const reason = manager.getByLabel('Reason for reopening')
	await reason.fill('The sample was drawn anew')
	// to a list and back: the typed text is still there
	const here = manager.url()
	await openPage(manager, 'Progress')
	await expect(manager.getByRole('heading', { level: 1 })).not.toHaveText('')
	await manager.goBack()
	await expect(manager).toHaveURL(here)
	await expect(reason).toHaveValue('The sample was drawn anew')
	await manager.getByRole('button', { name: 'Return with 1 comment' }).click()
	await expect(manager.locator('header .state')).toHaveText('Returned')
	const history = manager.getByRole('region', { name: 'History' }).getByRole('listitem').first()
	await expect(history).toContainText('The sample was drawn anew')
	for (const phone of [amina, bano]) await phone.switchOff()
	await server.kill()
})

async function openAgeQuestion({ page }: Phone): Promise<void> {
	await page.getByRole('button', { name: 'Sections' }).click()
	await openSection(page, aboutYou)
	const question = page.locator('[id^=question-d_about][id$=-age]')
	await expect(async () => {
		await expect(page.locator('.page .question').first()).toBeVisible()
		if (await question.isVisible()) return
		await page.getByRole('button', { name: 'Next', exact: true }).click()
		await expect(question).toBeVisible({ timeout: 500 })
	}).toPass()
}

/** Opens the draft of the correction, and finishes it. */
async function finishCorrection({ page, words: its }: Phone): Promise<void> {
	await page.locator('a[href^="/fill/"]').click()
	await page.getByRole('button', { name: its.sections }).click()
	await openReview(page)
	await page.getByRole('button', { name: its.finish, exact: true }).click()
}
