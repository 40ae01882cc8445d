import { expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, openPage, Phone, pin, signIn } from './people.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const words = {
	en: {
		forgot: 'Forgot PIN',
		renew: 'Save new PIN',
		change: 'Change PIN',
		now: 'Current PIN',
		wrong: 'Wrong PIN',
		wait: 'Too many wrong PINs. Try again in',
		gone: 'Too many wrong PINs',
		changed: 'PIN changed.',
	},
	ur: {
		forgot: 'پن کوڈ یاد نہیں',
		renew: 'نیا پن کوڈ محفوظ کریں',
		change: 'پن کوڈ بدلیں',
		now: 'موجودہ پن کوڈ',
		wrong: 'پن کوڈ غلط ہے',
		wait: 'سیکنڈ بعد کوشش کریں',
		gone: 'پن کوڈ بہت بار غلط لکھا گیا',
		changed: 'نئے پن کوڈ سے کھلے گا',
	},
} as const

for (const language of walkLanguages('ur'))
	test(`a PIN is guessed, forgotten and changed without any loss of answers (${language})`, async ({
		browser,
	}) => {
		const { server, admin, code } = await beginFieldwork(browser, language)
		const coordinatorCode = await addPerson(admin, {
			name: 'Kamran',
			code: 'kamran',
			role: 'coordinator',
			districts: ['PK607'],
		})
		const phone = new Phone(language)
		await phone.switchOn(server.url)
		await phone.enrol(code)
		const { page } = phone
		const texts = { ...phone.words, ...words[language] }
		await hasSpareKey(page)
		await phone.startForm()
		await page.locator('.page .question').first().waitFor()
		const typed = page.locator('.page input[type=text], .page input[inputmode=numeric]').first()
		await typed.fill('7')
		await phone.isSaved()
		await page.goto(server.url)

		// a letter cannot be entered in a PIN; a digit of any script can
		const field = page.getByLabel(texts.yourPin)
		await field.pressSequentially('1x۲')
		await expect(field).toHaveValue('12')
		await field.pressSequentially('x')
		await expect(field).toHaveValue('12')
		await field.fill('')

		// four wrong guesses
		for (let guess = 0; guess < 4; guess++) {
			await tryPin(phone, '000001')
			await expect(page.getByText(texts.wrong)).toBeVisible()
		}
		await tryPin(phone, pin)
		await expect(page.getByText(texts.wait)).toBeVisible()
		await isAccessible(page, 'the PIN has to wait')

		// a user who forgot the PIN asks the coordinator, in the same room
		await page.getByRole('link', { name: texts.forgot }).click()
		await page.getByLabel(texts.code).fill(await newCode(coordinatorCode))
		await isAccessible(page, 'the PIN is forgotten')
		await chooses(phone, '770412')
		await page.getByRole('button', { name: texts.renew }).click()
		await expect(page.locator('.tabs')).toBeVisible()
		await expect(page.locator('a[href^="/fill/"]')).toHaveCount(1)

		// the user changes the PIN
		await page.locator('.app-bar [aria-haspopup=dialog]').click()
		await page.locator('dialog .row').first().click()
		await page.getByRole('link', { name: texts.change }).click()
		await page.getByLabel(texts.now).fill('770412')
		await chooses(phone, '331907')
		await isAccessible(page, 'the PIN is changed')
		await page.getByRole('button', { name: texts.change }).click()
		await expect(page.getByText(texts.changed)).toBeVisible()
		await page.goto(server.url)
		await tryPin(phone, '770412')
		await expect(page.getByText(texts.wrong)).toBeVisible()
		await tryPin(phone, '331907')
		await page.locator('a[href^="/fill/"]').click()
		await expect(typed).toHaveValue('7')

		// ten wrong guesses: the last wait is over, the key is deleted, and a code restores all data
		await page.goto(server.url)
		await page.evaluate(guessedNineTimes)
		await tryPin(phone, '000001')
		await expect(page.getByText(texts.gone)).toBeVisible()
		await expect(page.getByLabel(texts.yourPin)).toHaveCount(0)
		await isAccessible(page, 'the key is gone')
		await page.getByRole('link', { name: texts.forgot }).click()
		await page.getByLabel(texts.code).fill(await newCode())
		await chooses(phone, pin)
		await page.getByRole('button', { name: texts.renew }).click()
		await page.locator('a[href^="/fill/"]').click()
		await expect(typed).toHaveValue('7')
		await phone.switchOff()
		await server.kill()

		async function newCode(signInWith?: string): Promise<string> {
			if (signInWith) {
				const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
				coordinator = await context.newPage()
				await signIn(coordinator, server.url, signInWith)
				await openPage(coordinator, 'Users & teams')
			}
			const row = coordinator.getByRole('row', { name: /Amina/ })
			await row.getByRole('button', { name: 'New code' }).click()
			const shown = coordinator.locator('.big-code')
			await expect(shown).not.toHaveText(before)
			before = (await shown.textContent()) ?? ''
			return before
		}
	})
let coordinator: Page
let before = ''

async function tryPin(phone: Phone, tried: string): Promise<void> {
	const { page, words: texts } = phone
	await page.getByLabel(texts.yourPin).fill(tried)
	// after a wrong one it does not open by itself
	await page.keyboard.press('Enter')
}
async function chooses(phone: Phone, chosen: string): Promise<void> {
	await phone.page.getByLabel(phone.words.pin, { exact: true }).fill(chosen)
	await phone.page.getByLabel(phone.words.again).fill(chosen)
}

/** True if the spare key exists; it is created some seconds after the phone was set up. */
const hasSpareKey = (page: Page) =>
	expect
		.poll(() =>
			page.evaluate(
				() =>
					new Promise<boolean>((tell) => {
						const opening = indexedDB.open('zila')
						opening.onsuccess = () => {
							const rows = opening.result.transaction('enrolments').objectStore('enrolments').getAll()
							rows.onsuccess = () => {
								opening.result.close()
								tell(rows.result.some((row: { spareKey?: unknown }) => row.spareKey !== undefined))
							}
						}
					}),
			),
		)
		.toBe(true)

/** Sets the phone to the state after nine wrong guesses. */
function guessedNineTimes(): Promise<void> {
	return new Promise((done) => {
		const opening = indexedDB.open('zila')
		opening.onsuccess = () => {
			const trx = opening.result.transaction('enrolments', 'readwrite')
			const all = trx.objectStore('enrolments')
			const rows = all.getAll()
			rows.onsuccess = () => {
				for (const row of rows.result) all.put({ ...row, tries: { count: 9, last: 0 } })
			}
			trx.oncomplete = () => {
				opening.result.close()
				done()
			}
		}
	})
}
