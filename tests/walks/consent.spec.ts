import { type Browser, expect, type Page } from '@playwright/test'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { exportFiles } from './files.ts'
import { openSection, rowInMenu } from './form-bar.ts'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, signIn } from './people.ts'
import { publishForm } from './publish-form.ts'
import { quickInterview } from './quick-interview.ts'
import { photograph } from './sample-files.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		stop: 'End interview',
		finish: 'End and save',
		erase: 'End and delete',
		goOn: 'Continue interview',
		card: 'Write this code on the person’s card',
		elsewhere: 'A copy of some answers has already left this phone.',
		language: 'Language in which the consent text was shown',
		locked: 'Not open yet: earlier answers open these',
		consentSection: /^C\. /,
	},
	ur: {
		stop: 'انٹرویو ختم کریں',
		finish: 'انٹرویو ختم کریں',
		erase: 'ختم کریں اور جوابات مٹا دیں',
		goOn: 'انٹرویو جاری رکھیں',
		card: 'یہ کوڈ اس شخص کے کارڈ پر لکھیں',
		elsewhere: 'کچھ جوابات کی کاپی پہلے ہی اس فون سے جا چکی ہے۔',
		language: 'جس زبان میں رضامندی کا متن دکھایا گیا',
		locked: 'ابھی بند: پہلے کے جوابات سے کھلتے ہیں',
		consentSection: /^ج۔ /,
	},
} as const

async function dataManager(browser: Browser, desk: Page, url: string): Promise<Page> {
	const code = await addPerson(desk, { name: 'Dara', code: 'dara', role: 'data-manager' })
	const page = await (await browser.newContext({ locale: 'en' })).newPage()
	await signIn(page, url, code)
	return page
}

/** Counts the rows in the phone's database, and the files with attachments. */
const countStored = (page: Page) =>
	page.evaluate(async () => {
		const db = await new Promise<IDBDatabase>((opened, failed) => {
			const request = indexedDB.open('zila')
			request.onsuccess = () => opened(request.result)
			request.onerror = () => failed(request.error)
		})
		const count = (store: string) =>
			new Promise<number>((counted) => {
				const request = db.transaction(store).objectStore(store).count()
				request.onsuccess = () => counted(request.result)
			})
		const counts = {
			drafts: await count('drafts'),
			answers: await count('draftAnswers'),
			revisions: await count('revisions'),
		}
		db.close()
		const files: string[] = []
		const listFiles = async (folder: FileSystemDirectoryHandle): Promise<void> => {
			for await (const [name, each] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>)
				if (each.kind === 'directory') await listFiles(each as FileSystemDirectoryHandle)
				else if ((await (each as FileSystemFileHandle).getFile()).size > 1000) files.push(name)
		}
		await listFiles(await navigator.storage.getDirectory())
		return { ...counts, files: files.filter((name) => !name.includes('reserve')).length }
	})

for (const language of walkLanguages('en'))
	test(`no question is asked without consent, and an interview is ended with its answers kept, in ${language}`, async ({
		browser,
	}) => {
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const page = await phone.open(server.url)
		await phone.context?.setOffline(true)
		const words = textsByLanguage[language]
		await phone.startForm()
		await quickInterview(phone, interviewAnswers, (asked) => asked.includes('privacy'))
		const box = await (await rowInMenu(phone, words.stop)).boundingBox()
		expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(48)
		await page.keyboard.press('Escape')

		// before the consent only the section with the result can be opened
		await page.getByRole('button', { name: phone.words.sections }).click()
		await expect(page.getByRole('navigation').getByText(words.locked)).toBeVisible()
		await screenshot(page, { path: `test-results/consent-sections-${language}.png`, fullPage: true })
		await openSection(page, words.consentSection)
		await quickInterview(phone, interviewAnswers, (asked) => asked.includes('age'))
		await phone.isSaved()
		await isAccessible(page, 'a page with Stop')
		await screenshot(page, { path: `test-results/consent-stop-${language}.png` })

		// the end is opened, and the interview is continued
		await (await rowInMenu(phone, words.stop)).click()
		await expect(page.getByText(words.card)).toBeVisible()
		const cardCode = (await page.locator('.withdrawal-code bdi').innerText()).trim()
		expect(cardCode).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/)
		await page.getByRole('button', { name: words.finish }).click()
		await expect(page.getByRole('alert')).toBeVisible()
		await isAccessible(page, 'the stop')
		await screenshot(page, { path: `test-results/consent-stopping-${language}.png`, fullPage: true })
		await page.getByRole('button', { name: words.goOn }).click()
		await expect(page.locator('[id$="-age"] input')).toHaveValue('34')

		// two more taps end the interview, and the answers are kept
		await (await rowInMenu(phone, words.stop)).click()
		await page.locator('input[value=partial]').check()
		await page.locator('input[value=keep]').check()
		await screenshot(page, { path: `test-results/consent-kept-${language}.png`, fullPage: true })
		await page.getByRole('button', { name: words.finish }).click()
		await phone.toRecords()
		await expect(page.locator('.state', { hasText: phone.words.onlyHere })).toBeVisible()
		await expect(page.getByText(cardCode)).toHaveCount(0)
		await page.locator('.row', { hasText: 'PK607-03' }).click()
		await expect(page.locator('.withdrawal-code bdi')).toHaveText(cardCode)
		expect(cardCode).toBe(withdrawalCodeOf(page.url().split('/').at(-1) ?? ''))
		const answers = page.locator('.answers div')
		await expect(answers.filter({ hasText: words.language })).toContainText(language)
		await screenshot(page, { path: `test-results/consent-record-${language}.png` })
		await phone.context?.setOffline(false)
		await page.locator('.app-bar button').first().click()
		await phone.sendNow()
		await expect(page.locator('.state', { hasText: phone.words.atServer })).toBeVisible()

		// exports contain how and when the consent was asked
		const files = await exportFiles(await dataManager(browser, desk, server.url), {
			form: 'Household survey',
		})
		const [row] = files['household.csv'] ?? []
		const column = (name: string) => row?.[name]
		expect(column('consent_language')).toBe(language)
		expect(column('consent_version')).toBe('2 (form 1)')
		expect(column('consent_time')).toMatch(/^20\d\d-\d\d-\d\dT/)
		expect(column('age')).toBe('34')
		expect(Object.keys(row ?? {}).filter((key) => key.includes('card_code'))).toEqual([])
		await phone.switchOff()
		await server.kill()
	})

const talk = `
## survey
| type | name | label::English (en) | label::اردو (ur) | relevant | required | bind::zila:consent | bind::zila:preset |
| --- | --- | --- | --- | --- | --- | --- | --- |
| text | round | Round | مرحلہ | | | | round |
| text | district | District | ضلع | | | | district |
| text | village | Village | گاؤں | | | | |
| begin group | agree | Consent | رضامندی | | | | |
| select_one yn | consent | Do you agree? | کیا آپ راضی ہیں؟ | | yes | ask: yes | |
| calculate | consent_time | When | کب | | | time | |
| calculate | consent_language | Language | زبان | | | language | |
| calculate | consent_version | Version | نسخہ | | | version | |
| end group | | | | | | | |
| begin group | talk | Talk | بات | | | | |
| text | story | What happened? | کیا ہوا؟ | | yes | | |
| image | house | House | گھر | | | | |
| text | more | More? | مزید؟ | | yes | | |
| end group | | | | | | | |
| begin group | end | End | اختتام | | | | |
| select_one ended | ended | How did it end? | کیسے ختم ہوئی؟ | | yes | stop: stopped unsafe | |
| select_one wish | wish | Keep the answers? | جوابات رکھیں؟ | \${ended} != 'done' | yes | wish: delete | |
| end group | | | | | | | |
## choices
| list_name | name | label::English (en) | label::اردو (ur) |
| --- | --- | --- | --- |
| yn | yes | Yes | ہاں |
| yn | no | No | نہیں |
| ended | done | Done | مکمل |
| ended | stopped | Stopped | روکی گئی |
| ended | unsafe | Unsafe | غیر محفوظ |
| wish | keep | Keep | رکھیں |
| wish | delete | Delete | مٹائیں |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language | zila:consent_version |
| --- | --- | --- | --- | --- |
| talk | Talk about home | گھر کی بات | English (en) | 5 |
`

for (const language of walkLanguages('ur'))
	test(`an interview is ended with its answers deleted: answers and photo are removed from the phone, and a copy already sent is reported, in ${language}`, async ({
		browser,
	}) => {
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		await publishForm(admin, 'talk', talk)
		const page = await phone.open(server.url)
		const words = textsByLanguage[language]
		const title = { en: 'Talk about home', ur: 'گھر کی بات' }[language]
		const question = (name: string) => page.locator(`[id$="-${name}"]`)
		const next = () => page.getByRole('button', { name: phone.words.next }).click()
		const begin = async (village: string) => {
			await phone.startForm(title)
			await question('village').locator('input').fill(village)
			await next()
			await question('consent').locator('input[value=yes]').check()
			await next()
			await question('story').locator('input').fill(`A secret of ${village}`)
			await phone.isSaved()
		}
		const stopWith = async (wish: string) => {
			await (await rowInMenu(phone, words.stop)).click()
			await page.locator('input[value=stopped]').check()
			await page.locator(`input[value=${wish}]`).check()
		}
		// the form was published since the last use of the phone
		await phone.openTab('new')
		await expect(page.getByRole('button', { name: title })).toBeVisible()
		await phone.context?.setOffline(true)
		await begin('Kot')
		const picture = question('house').locator('input[type=file]').first()
		await picture.setInputFiles(await photograph(page))
		await expect(question('house').locator('img')).toBeVisible()
		await phone.isSaved()
		expect(await countStored(page)).toMatchObject({ drafts: 1, revisions: 0, files: 1 })
		await stopWith('delete')
		await expect(page.getByText(words.elsewhere)).toHaveCount(0)
		await screenshot(page, { path: `test-results/consent-delete-${language}.png`, fullPage: true })
		await page.getByRole('button', { name: words.erase }).click()
		await phone.toRecords()
		await expect(page.locator('.state', { hasText: phone.words.onlyHere })).toBeVisible()
		expect(await countStored(page)).toEqual({ drafts: 0, answers: 0, revisions: 1, files: 0 })

		// a copy of the next draft is sent to the server before the respondent withdraws
		await phone.context?.setOffline(false)
		await begin('Taunsa')
		await page.locator('header button').first().click()
		await phone.sendNow()
		await expect.poll(async () => (await countStored(page)).revisions).toBeGreaterThan(1)
		await phone.openTab('records')
		await page.locator('.row', { hasText: phone.words.draft }).click()
		await expect(question('story').locator('input')).toHaveValue('A secret of Taunsa')
		await stopWith('delete')
		await expect(page.getByText(words.elsewhere)).toBeVisible()
		await isAccessible(page, 'the stop')
		await screenshot(page, { path: `test-results/consent-left-${language}.png`, fullPage: true })
		await page.getByRole('button', { name: words.erase }).click()
		await phone.sendNow()
		await phone.toRecords()
		await expect(page.locator('.state', { hasText: phone.words.atServer })).toHaveCount(2)

		// the exports contain two ended interviews with the wish of the respondent, and no answers
		const files = await exportFiles(await dataManager(browser, desk, server.url), { form: 'Talk about home' })
		const rows = files['talk.csv'] ?? []
		expect(rows.map((row) => Object.values(row).join(' ')).join('\n')).not.toContain('secret')
		const all = (name: string) => rows.map((row) => row[name]).sort()
		expect(all('village')).toEqual(['Kot', 'Taunsa'])
		expect(all('wish')).toEqual(['delete', 'delete'])
		expect(all('consent_version')).toEqual(['5 (form 1)', '5 (form 1)'])
		await phone.switchOff()
		await server.kill()
	})
