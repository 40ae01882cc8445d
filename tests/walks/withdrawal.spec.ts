import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { parseErasureList, readStatement } from '#shared/privacy/erasure'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, type Phone, pressLanguage, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { screenshot } from './screenshot.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: { gone: /The office erased 1 record/, read: 'OK' },
	ur: { gone: /ریکارڈ دفتر میں ہمیشہ کے لیے مٹا دیا گیا/, read: 'میں نے پڑھ لیا' },
} as const

/** Finishes and sends an interview. Returns the id of its record. */
async function finished(phone: Phone): Promise<string> {
	await phone.startForm()
	await quickInterview(phone, interviewAnswers)
	await phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
	const card = phone.page.getByRole('link', { name: /PK607-03/ })
	await phone.toRecords()
	await expect(card).toContainText(phone.words.atServer)
	return (await card.getAttribute('href'))?.split('/').at(-1) ?? ''
}

async function downloadAfter(page: Page, press: () => Promise<void>): Promise<Buffer> {
	const taking = page.waitForEvent('download')
	await press()
	return readFile(await (await taking).path())
}

for (const language of walkLanguages('ur'))
	test(`a respondent withdraws with the code on the card: the data is exported and erased, and a phone that syncs later deletes its work on it (${language})`, async ({
		browser,
	}) => {
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
		await phone.open(server.url)
		const record = await finished(phone)
		// a correction that the server does not receive in time
		await phone.context?.setOffline(true)
		await phone.page.getByRole('link', { name: /PK607-03/ }).click()
		await phone.page.getByRole('button', { name: phone.words.correct }).click()
		await expect(phone.page.locator('.save-state')).toBeVisible()
		await phone.page.locator('input[type=text], textarea').first().fill('a word of the late correction')
		await phone.isSaved()
		await phone.switchOff()

		const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		const manager = await context.newPage()
		await signIn(manager, server.url, managerCode)
		await openPage(manager, 'Withdrawals & retention')
		await expect(manager.getByText('No records have been erased.')).toBeVisible()
		const field = manager.getByLabel('Code on card')
		await field.fill('0000-0000')
		await field.press('Enter')
		await expect(manager.getByText('No record has this code.')).toBeVisible()
		const card = withdrawalCodeOf(record)
		await field.fill(card.toLowerCase().replace('-', ' '))
		await manager.getByRole('button', { name: 'Look up' }).click()
		const found = manager.getByRole('article', { name: card })
		await expect(found).toContainText('Household survey')
		await expect(found).toContainText('Dera Ghazi Khan')
		await expect(found).toContainText('Amina')
		// no answer is shown
		await expect(found).not.toContainText('PK607-03')
		await isAccessible(manager, 'found')
		await screenshot(manager, { path: `test-results/destroy-found-${language}.png` })

		const zip = unzip(
			await downloadAfter(manager, () => found.getByRole('button', { name: 'Download all (ZIP)' }).click()),
		)
		expect(zip.get('answers.csv')?.toString('utf8')).toContain('PK607-03')
		expect(zip.get('record.json')?.toString('utf8')).toContain('ڈنکی')

		if (language === 'ur') await pressLanguage(manager, 'اردو')
		const words =
			language === 'en'
				? {
						destroy: 'Erase permanently…',
						sure: 'Erase permanently',
						why: 'Reason',
						again: 'Repeat the code',
						withdraws: 'Respondent withdrew',
						wrong: /Wrong code for this record/,
						done: /Inform the respondent that it is done/,
						take: 'Download signed list',
					}
				: {
						destroy: 'مستقل مٹائیں…',
						sure: 'مستقل مٹائیں',
						why: 'وجہ',
						again: 'کارڈ کا کوڈ ایک بار پھر لکھیں',
						withdraws: 'فرد نے دستبرداری چاہی',
						wrong: /یہ اس ریکارڈ کا کوڈ نہیں/,
						done: /فرد کو بتائیں کہ کام ہو گیا/,
						take: 'دستخط شدہ فہرست لیں',
					}
		await found.getByRole('button', { name: words.destroy }).click()
		await found.getByLabel(words.why).selectOption({ label: words.withdraws })
		await found.getByLabel(words.again).fill('AAAA-AAAA')
		await found.getByRole('button', { name: words.sure, exact: true }).click()
		await expect(found.getByText(words.wrong)).toBeVisible()
		await isAccessible(manager, 'sure')
		await screenshot(manager, { path: `test-results/destroy-sure-${language}.png` })
		await found.getByLabel(words.again).fill(card)
		await found.getByRole('button', { name: words.sure, exact: true }).click()
		await expect(manager.getByText(words.done)).toBeVisible()
		await expect(found).toHaveCount(0)
		await expect(manager.getByRole('listitem').filter({ hasText: card })).toContainText('sadia')
		await isAccessible(manager, 'destroyed')
		await screenshot(manager, { path: `test-results/destroy-done-${language}.png` })
		await manager.setViewportSize({ width: 360, height: 640 })
		await isAccessible(manager, 'destroyed on a phone')
		await screenshot(manager, { path: `test-results/destroy-done-narrow-${language}.png` })
		const list = await downloadAfter(manager, () => manager.getByRole('button', { name: words.take }).click())
		const lines = parseErasureList(list.toString('utf8'))?.lines ?? []
		expect(readStatement(lines[0]?.statement ?? '')).toMatchObject({
			record,
			reason: 'withdrawal',
			by: 'sadia',
		})
		const erasureList = join(server.dataFolder, 'backups', 'zila-destroyed.txt')
		expect(existsSync(erasureList) && readFileSync(erasureList, 'utf8')).toBe(list.toString('utf8'))

		// weeks later
		await phone.switchOn(server.url)
		await phone.unlock()
		const { page } = phone
		await phone.sendNow()
		const note = page.getByRole('status').filter({ hasText: textsByLanguage[language].gone })
		await expect(note).toBeVisible()
		await expect(page.getByText(/PK607-03/)).toHaveCount(0)
		await isAccessible(page, 'phone')
		await screenshot(page, { path: `test-results/destroy-phone-${language}.png` })
		const remainingRows = await page.evaluate(async () => {
			const db = await new Promise<IDBDatabase>((found) => {
				const request = indexedDB.open('zila')
				request.onsuccess = () => found(request.result)
			})
			const names = ['revisions', 'records', 'drafts', 'draftAnswers', 'attachments']
			const trx = db.transaction(names)
			const counts = names.map(
				(name) =>
					new Promise<number>((counted) => {
						const request = trx.objectStore(name).count()
						request.onsuccess = () => counted(request.result)
					}),
			)
			const all = await Promise.all(counts)
			db.close()
			return all
		})
		expect(remainingRows).toEqual([0, 0, 0, 0, 0])
		await note.getByRole('button', { name: textsByLanguage[language].read }).click()
		await expect(note).toHaveCount(0)
		await phone.sendNow()
		await expect(page.getByText(textsByLanguage[language].gone)).toHaveCount(0)
		await manager.goto(`${server.url}/desk/records`)
		await expect(manager.getByText(/PK607-03/)).toHaveCount(0)
		await phone.switchOff()
		await server.kill()
	})
