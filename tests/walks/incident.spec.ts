import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, expect, type Page } from '@playwright/test'
import { rowInMenu } from './form-bar.ts'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		help: 'Help',
		report: /^Report a concern/,
		saved: 'Saved on this phone. Not sent yet.',
		close: 'Close',
		noKey: /the office has not set up the encryption key/,
		what: 'Someone disclosed cruelty or abuse',
		yes: 'Yes',
		next: 'Next',
		note: 'Note to the office',
		contact: 'Safe way to contact',
		call: /Call now/,
		sealed: 'Encrypted',
		list: 'Sections',
	},
	ur: {
		help: 'مدد',
		report: /^تحفظ کے فوکل پرسن کو بتائیں/,
		saved: 'اس فون پر محفوظ۔ ابھی نہیں بھیجی گئی۔',
		close: 'بند کریں',
		noKey: /دفتر نے کلید نہیں بنائی/,
		what: 'ظلم یا زیادتی کا بتایا',
		yes: 'ہاں',
		next: 'آگے',
		note: 'دفتر کے لیے نوٹ',
		contact: 'رابطے کا محفوظ طریقہ',
		call: /ابھی فون کریں/,
		sealed: 'مہر بند',
		list: 'حصے',
	},
} as const

/** Answers that only the safeguarding lead may read. */
const secret = 'through the aunt at the blue gate'

async function deskOf(browser: Browser, url: string, code: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, url, code)
	return page
}

/** Creates the key of the lead's role as its holder does. Returns the secret key. */
async function makeKey(lead: Page): Promise<string> {
	await lead.getByRole('link', { name: 'Create key' }).click()
	const section = lead.getByRole('region', { name: 'Role encryption key' })
	await section.getByRole('button', { name: 'Create key' }).click()
	const words = await section.locator('code').innerText()
	expect(words).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)
	await isAccessible(lead, 'the words of the key')
	await section.getByRole('button', { name: 'I saved it' }).click()
	await section.getByLabel('Enter saved key').fill('AAAA-AAAA')
	await section.getByRole('button', { name: 'Use this key' }).click()
	await expect(section.getByText('This is not the secret key that was shown.')).toBeVisible()
	await section.getByLabel('Enter saved key').fill(words.toLowerCase().replaceAll('-', ' '))
	await section.getByRole('button', { name: 'Use this key' }).click()
	await expect(section.getByText(/^Created by Sana/)).toBeVisible()
	return words
}

for (const language of walkLanguages('ur'))
	test(`an incident is reported offline in two taps, and only the safeguarding lead reads it (${language})`, async ({
		browser,
	}, testInfo) => {
		const words = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const leadCode = await addPerson(admin, { name: 'Sana', code: 'sana', role: 'safeguarding-lead' })
		const managerCode = await addPerson(admin, { name: 'Omar', code: 'omar', role: 'data-manager' })

		await phone.open(server.url)
		const { page } = phone
		const photo = (name: string) =>
			screenshot(page, { path: testInfo.outputPath(`${name}-${language}.png`), fullPage: true })
		// before the lead has a key no report can be written, and the phone says so
		await page.locator('.app-bar [aria-haspopup=dialog]').click()
		await page.getByRole('button', { name: words.help, exact: true }).click()
		await expect(page.getByText(words.noKey)).toBeVisible()
		await page.goBack()

		const lead = await deskOf(browser, server.url, leadCode)
		await expect(lead.getByText('Your role has no key yet.')).toBeVisible()
		const keyWords = await makeKey(lead)
		// an open list is notified of new records
		await openPage(lead, 'Records')
		const news = await lead.context().newPage()
		await news.goto(`${server.url}/desk/records`)
		await screenshot(lead, { path: testInfo.outputPath('key.png') })

		// a file of referral services is imported, at first with errors
		await openPage(lead, 'Field contacts & referrals')
		const file = testInfo.outputPath('field-contacts.csv')
		const head = 'district,kind,name,what,phone,hours,checked_on'
		writeFileSync(file, `${head}\nXX1,friend,,Shelter,none,,2026-13-01\n`)
		await lead.locator('input[type=file]').setInputFiles(file)
		await expect(
			lead.getByText('5 cells are not valid. Correct them and choose the file again:'),
		).toBeVisible()
		await screenshot(lead, { path: testInfo.outputPath('help-faults.png') })
		writeFileSync(
			file,
			`${head}\n,lead,Sana,Call at once,'+92 300 1234567,day and night,2026-11-20\nPK607,referral,Dar-ul-Aman,Shelter for women,064 9260123,9–17,2025-01-05\nPK608,referral,Far away,,15,,2026-11-20\n`,
		)
		await lead.locator('input[type=file]').setInputFiles(file)
		await lead.getByRole('button', { name: 'Replace list' }).click()
		await expect(lead.getByRole('cell', { name: 'Dar-ul-Aman' })).toBeVisible()
		await isAccessible(lead, 'help at the desk')

		await phone.isInstalled()
		await phone.sendNow()
		// the contacts of the lead have arrived, and with them the key
		await page.locator('.app-bar [aria-haspopup=dialog]').click()
		await page.getByRole('button', { name: words.help, exact: true }).click()
		await expect(page.locator('a[href="tel:+923001234567"]').first()).toBeVisible()
		await page.goBack()
		// in the middle of an interview, offline
		await phone.context?.setOffline(true)
		await phone.startForm()
		await quickInterview(phone, interviewAnswers)
		await phone.isSaved()
		const interviewAddress = page.url()
		await expect(await rowInMenu(phone, words.report)).toBeVisible()
		await photo('menu')
		await page.getByRole('button', { name: words.help, exact: true }).click()
		await expect(page.getByRole('link', { name: /1991/ })).toHaveAttribute('href', 'tel:1991')
		await expect(page.getByRole('link', { name: /Sana/ })).toHaveAttribute('href', 'tel:+923001234567')
		await expect(page.getByRole('link', { name: /Dar-ul-Aman/ })).toBeVisible()
		await expect(page.getByText('Far from cluster')).toHaveCount(0)
		await isAccessible(page, 'help')
		await photo('help')
		await page.goBack()
		await (await rowInMenu(phone, words.report)).click()
		await page.getByRole('checkbox', { name: words.what }).check()
		await page.getByRole('radio', { name: words.yes }).check()
		await expect(page.getByText(words.call)).toBeVisible()
		await photo('report')
		await page.getByRole('button', { name: words.next }).click()
		await page.getByRole('button', { name: words.next }).click()
		await page.getByRole('radio', { name: words.yes }).first().check()
		await page.getByLabel(words.contact).fill(secret)
		await photo('report-end')
		await page.getByRole('button', { name: words.next }).click()
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await expect(page.getByRole('heading', { name: words.saved })).toBeVisible()
		await isAccessible(page, 'a saved report')
		await photo('report-saved')
		await page.getByRole('button', { name: words.close, exact: true }).click()
		// back in the interview, on the same page
		await expect(page).toHaveURL(interviewAddress)
		await phone.isSaved()
		await page.goto(`${server.url}/`)
		await phone.unlock()
		const line = page.getByRole('link', { name: words.note })
		await phone.toRecords()
		await expect(line).toContainText(phone.words.onlyHere)
		await line.click()
		await expect(page.getByText(secret)).toHaveCount(0)
		await expect(page.getByText(words.sealed, { exact: true }).first()).toBeVisible()
		await isAccessible(page, 'a sealed record')
		await photo('sealed')
		await page.goBack()

		await phone.context?.setOffline(false)
		await phone.sendNow()
		// the phone no longer shows that a report was written
		await expect(page.getByRole('link', { name: words.note })).toHaveCount(0)
		await phone.switchOff()

		const manager = await deskOf(browser, server.url, managerCode)
		await openPage(manager, 'Records')
		await expect(manager.getByRole('link', { name: /PK607-03/ })).toBeVisible()
		await expect(manager.getByText('Note to the office', { exact: true })).toHaveCount(0)

		await news.getByRole('button', { name: 'Refresh' }).first().click()
		await expect(news.locator('main a[href^="/desk/records/"]')).toHaveCount(1)
		await news.close()
		await openPage(lead, 'Records')
		await expect(lead.getByRole('link', { name: /PK607-03/ })).toHaveCount(0)
		await lead.locator('main a[href^="/desk/records/"]').first().click()
		// the key was unlocked since its creation; in a new session the lead enters the secret key
		await expect(lead.getByText(secret).first()).toBeVisible()
		await lead.reload()
		await expect(lead.getByText(/answers are encrypted/)).toBeVisible()
		await expect(lead.getByText(secret)).toHaveCount(0)
		await isAccessible(lead, 'a sealed record at the desk')
		await screenshot(lead, { path: testInfo.outputPath('desk-closed.png'), fullPage: true })
		await lead.getByLabel('Secret key').fill('AAAA')
		await lead.getByRole('button', { name: 'Decrypt', exact: true }).click()
		await expect(lead.getByText('This secret key decrypts nothing here.')).toBeVisible()
		await lead.getByLabel('Secret key').fill(keyWords)
		await lead.getByRole('button', { name: 'Decrypt', exact: true }).click()
		await expect(lead.getByText(secret).first()).toBeVisible()
		await screenshot(lead, { path: testInfo.outputPath('desk-open.png'), fullPage: true })
		const address = lead.url()
		await lead.getByRole('button', { name: 'Mark as handled' }).click()
		await expect(lead.locator('.desk-head')).toContainText('Approved')

		// no other role can open it, not even by its address
		await manager.goto(address)
		await expect(manager.getByText(/does not exist|not found/i).first()).toBeVisible()
		await server.kill()
		const files = readdirSync(server.dataFolder, { recursive: true, withFileTypes: true }).filter((each) =>
			each.isFile(),
		)
		expect(files.length).toBeGreaterThan(0)
		for (const { parentPath, name } of files) {
			const bytes = readFileSync(join(parentPath, name))
			expect(bytes.includes(secret)).toBe(false)
			expect(bytes.includes(keyWords)).toBe(false)
		}
	})
