import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, expect } from '@playwright/test'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, pressLanguage, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'

const telephone = '03215550172'
/** An answer that is not encrypted: where it is found, the encrypted one would be found too. */
const readable = 'qzreadable'

const filesWith = (folder: string, text: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((each) => each.isFile())
		.map(({ parentPath, name }) => join(parentPath, name))
		.filter((path) => readFileSync(path).includes(text))

async function deskOf(browser: Browser, url: string, code: string) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, url, code)
	return page
}

test('a telephone number for the second visit leaves the phone encrypted, and is shown to the coordinator who calls', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const desk = await admin.desk()
	const districts = ['PK607']
	const coordinatorCode = await addPerson(admin, {
		name: 'Bilal',
		code: 'bilal',
		role: 'coordinator',
		districts,
	})
	// no key exists yet: the interview can be finished all the same
	await phone.open(server.url)
	await phone.context?.setOffline(true)
	await phone.startForm()
	// the constraint is checked on the phone, before the answer is encrypted
	const given = { ...interviewAnswers, consent_recontact: 'yes', local_term: readable }
	await quickInterview(phone, { ...given, recontact_phone: '0321' }, (asked) =>
		asked.includes('recontact_phone'),
	)
	await phone.page.getByRole('button', { name: phone.words.next }).click()
	await expect(phone.page.getByText('11 digits that begin with 03')).toBeVisible()
	await quickInterview(phone, { ...given, recontact_phone: telephone })
	await phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
	await phone.context?.setOffline(false)
	await phone.sendNow()
	const card = phone.page.getByRole('link', { name: /PK607-03/ })
	await phone.toRecords()
	await expect(card).toContainText(phone.words.atServer)
	await phone.switchOff()

	expect(filesWith(server.dataFolder, readable).length).toBeGreaterThan(0)
	expect(filesWith(server.dataFolder, telephone)).toEqual([])

	const coordinator = await deskOf(browser, server.url, coordinatorCode)
	await openPage(coordinator, 'Records')
	await coordinator.getByRole('link', { name: /PK607-03/ }).click()
	const place = (label: string) =>
		coordinator
			.locator('.answers div')
			.filter({ has: coordinator.locator('dt', { hasText: label }) })
			.locator('dd')
	const answer = place('Telephone for that check only')
	await expect(answer).toContainText('Encrypted')
	await expect(coordinator.getByText(telephone)).toHaveCount(0)
	await isAccessible(coordinator, 'a record with a sealed telephone')
	await answer.scrollIntoViewIfNeeded()
	await screenshot(coordinator, { path: 'test-results/identifier-closed-en.png' })
	await answer.getByRole('button', { name: 'Show' }).click()
	await expect(answer).toContainText(telephone)
	await expect(coordinator.getByText(telephone)).toHaveCount(1)
	await isAccessible(coordinator, 'a record with its telephone shown')
	await screenshot(coordinator, { path: 'test-results/identifier-shown-en.png' })
	await answer.getByRole('button', { name: 'Hide' }).click()
	await expect(answer).toContainText('Encrypted')
	await coordinator.setViewportSize({ width: 360, height: 640 })
	await answer.scrollIntoViewIfNeeded()
	await screenshot(coordinator, { path: 'test-results/identifier-closed-en-phone.png' })
	await coordinator.setViewportSize({ width: 1280, height: 800 })

	await pressLanguage(coordinator, 'اردو')
	const inUrdu = place('صرف اس جانچ کے لیے فون نمبر')
	await inUrdu.scrollIntoViewIfNeeded()
	await screenshot(coordinator, { path: 'test-results/identifier-closed-ur.png' })
	await coordinator.setViewportSize({ width: 360, height: 640 })
	await inUrdu.getByRole('button', { name: 'دکھائیں' }).click()
	await expect(inUrdu).toContainText(telephone)
	await inUrdu.scrollIntoViewIfNeeded()
	await screenshot(coordinator, { path: 'test-results/identifier-shown-ur-phone.png' })
	await isAccessible(coordinator, 'a record with its telephone shown, in Urdu on a phone')

	await openPage(desk, 'Audit log')
	const lines = desk.getByRole('listitem').filter({ hasText: 'Bilal viewed an encrypted answer of a record' })
	await expect(lines).toHaveCount(2)
	await expect(lines.first()).toContainText('c_consent/agree/recontact_phone')
	await expect(desk.getByText(telephone)).toHaveCount(0)
	await screenshot(desk, { path: 'test-results/identifier-log-en.png' })
	await pressLanguage(desk, 'اردو')
	await expect(desk.getByRole('listitem').filter({ hasText: 'بند جواب دیکھا' })).toHaveCount(2)
	await screenshot(desk, { path: 'test-results/identifier-log-ur.png' })
	expect(filesWith(server.dataFolder, telephone)).toEqual([])
	await server.kill()
})
