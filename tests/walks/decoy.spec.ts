import { expect } from '@playwright/test'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { beginWithPhone, pin } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const forced = '770412'
const textsByLanguage = {
	en: {
		send: 'Sync',
		change: 'Change PIN',
		second: 'Second PIN',
		now: 'Current PIN',
		newPin: 'New PIN',
		again: 'Confirm new PIN',
		save: 'Set second PIN',
		set: 'The second PIN now opens the empty app.',
		lock: 'Lock',
		hide: 'Hide screen',
	},
	ur: {
		send: 'بھیجیں',
		change: 'پن کوڈ بدلیں',
		second: 'دوسرا پن کوڈ، اگر کوئی آپ کو مجبور کرے',
		now: 'موجودہ پن کوڈ',
		newPin: 'پن کوڈ چنیں',
		again: 'وہی پن کوڈ دوبارہ',
		save: 'دوسرا پن کوڈ محفوظ کریں',
		set: 'اب سے دوسرا پن کوڈ خالی ایپ کھولتا ہے۔',
		lock: 'بند کریں',
		hide: 'اسکرین چھپائیں',
	},
} as const

for (const language of walkLanguages('ur'))
	test(`the second PIN opens an empty app, and what is entered there is saved, in ${language}`, async ({
		browser,
	}) => {
		const { server, phone } = await beginWithPhone(browser, language)
		const page = await phone.open(server.url)
		page.setDefaultTimeout(20_000)
		const words = textsByLanguage[language]
		const unlockWith = async (typed: string) => {
			await page.getByLabel(phone.words.yourPin).fill(typed)
			await expect(page.getByLabel(phone.words.yourPin)).toHaveCount(0)
		}
		const begin = async (place: string) => {
			await phone.startForm()
			await quickInterview(phone, { ...interviewAnswers, cluster_id: place }, (asked) =>
				asked.includes('hh_no'),
			)
			await phone.isSaved()
		}

		const openPinScreen = async () => {
			await page.locator('.app-bar [aria-haspopup=dialog]').click()
			await page.locator('dialog .row').first().click()
			await page.locator('a[href="/pin"]').click()
		}

		// a user with unsent work sets a second PIN
		await phone.context?.setOffline(true)
		await begin('PK607-03')
		await page.locator('header button').first().click()
		await openPinScreen()
		await page.getByText(words.second).click()
		const form = page.locator('details form')
		await form.getByLabel(words.now).fill(pin)
		await form.getByLabel(words.newPin, { exact: true }).fill(forced)
		await form.getByLabel(words.again).fill(forced)
		await isAccessible(page, 'the second PIN')
		await screenshot(page, { path: `test-results/duress-set-${language}.png`, fullPage: true })
		await form.getByRole('button', { name: words.save }).click()
		await expect(form.getByRole('status')).toContainText(words.set)
		await page.goto(server.url)
		await unlockWith(pin)
		await phone.openTab('records')
		await expect(page.getByText('PK607-03')).toBeVisible()

		// locked in the middle of the interview, and opened with the second PIN: no draft, no record, nothing
		// unsent
		await page.locator('.row', { hasText: 'PK607-03' }).click()
		await page.locator('.page .question').first().waitFor()
		await page.getByRole('button', { name: words.hide }).click()
		await page.getByRole('button').last().click()
		await unlockWith(forced)
		await expect(page.locator('.tabs')).toBeVisible()
		await expect(page.getByText('PK607-03')).toHaveCount(0)
		await expect(page.locator('#drafts, #only-here')).toHaveCount(0)
		await screenshot(page, { path: `test-results/duress-empty-${language}.png` })
		await page.locator('a[href="/send"]').click()
		await screenshot(page, { path: `test-results/duress-send-${language}.png`, fullPage: true })
		await openPinScreen()
		await expect(page.getByText(words.second)).toBeVisible()
		await page.goto(server.url)
		await unlockWith(forced)

		// an interview started there is there the next time, and is not shown after the real PIN
		await begin('PK607-09')
		await page.locator('header button').first().click()
		await expect(page.getByText('PK607-09')).toBeVisible()
		await page.reload()
		await unlockWith(forced)
		await expect(page.getByText('PK607-09')).toBeVisible()
		await expect(page.getByText('PK607-03')).toHaveCount(0)
		await page.reload()
		await unlockWith(pin)
		await expect(page.getByText('PK607-09')).toBeVisible()
		await expect(page.getByText('PK607-03')).toBeVisible()
		await phone.switchOff()
		await server.kill()
	})
