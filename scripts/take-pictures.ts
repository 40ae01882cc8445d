import { mkdirSync } from 'node:fs'
import { chromium, type Page } from '@playwright/test'
import { launchOptions } from '../playwright.config.ts'
import { signInByName } from '../tests/walks/desk-api.ts'
import { interview, interviewAnswers } from '../tests/walks/interview.ts'
import { addPerson, type FormLanguage, Phone, pressLanguage, signIn } from '../tests/walks/people.ts'
import { startZila, type ZilaServer } from '../tests/walks/zila-server.ts'

const folder = 'docs/pictures'
const people = { en: { name: 'Amina Baloch' }, ur: { name: 'آمنہ بلوچ' } }
/** A form with the most frequent mistakes of authors. */
const faultyForm = `## survey
| type | name | label::English (en) | label::اردو (ur) | relevant | calculation |
| select_one fuel | cooks | What do you cook with? | آپ کس پر پکاتے ہیں؟ | | |
| intger | rooms | How many rooms? | کتنے کمرے؟ | | |
| text | why | Why this fuel? | یہی ایندھن کیوں؟ | \${cook} = 'wood' | |
| calculate | total | | | | \${rooms} + |
| select_one_from_file villages.csv | village | Village | گاؤں | | |
## choices
| list_name | name | label::English (en) | label::اردو (ur) |
| fuel | wood | Wood | لکڑی |
| fuel | gas | Gas | گیس |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language |
| kitchen | Kitchen | باورچی خانہ | English (en) |
`

mkdirSync(folder, { recursive: true })
const server = await startZila({ demonstration: true })
await deskPictures(server)
for (const language of ['en', 'ur'] as const) await phonePictures(language)
await server.kill()
process.exit(0)

async function deskPictures({ url, demonstrationCodes }: ZilaServer): Promise<void> {
	const browser = await chromium.launch(launchOptions)
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(page, url, demonstrationCodes['data manager'] ?? '')
	for (const [language, name] of [
		['en', 'English'],
		['ur', 'اردو'],
	] as const) {
		await pressLanguage(page, name)
		await page.locator(`html[lang=${language}]`).waitFor()
		await page.goto(`${url}/desk/coverage?round=demo`)
		await page.locator('.tile').nth(30).waitFor()
		await savePicture(page, `desk-coverage-${language}`)
		await page.goto(`${url}/desk/records?round=demo&disputed=1`)
		await page.locator('tbody a').first().click()
		await page.locator('.conflict').waitFor()
		await savePicture(page, `desk-record-${language}`)
		await page.goto(`${url}/desk/forms`)
		await page.locator('input[type=file]').setInputFiles({
			name: 'kitchen.md',
			mimeType: 'text/markdown',
			buffer: Buffer.from(faultyForm),
		})
		await page.locator('.panel tbody tr').first().waitFor()
		await savePicture(page, `desk-forms-${language}`)
	}
	await browser.close()
}

/** Takes pictures of a list with a draft and a sent interview, a page of choices, and the sections. */
async function phonePictures(language: FormLanguage): Promise<void> {
	const desk = await chromium.launch(launchOptions)
	const administrator = await desk.newPage({ locale: 'en' })
	await (language === 'en'
		? signIn(administrator, server.url, server.administratorCode)
		: signInByName(administrator.context(), server.url, 'admin'))
	await administrator.goto(`${server.url}/desk`)
	const code = await addPerson(administrator, {
		...people[language],
		code: `amina-${language}`,
		districts: ['PK607'],
		language,
	})
	await desk.close()

	const phone = new Phone(language)
	const page = await phone.switchOn(server.url)
	const session = await phone.context?.newCDPSession(page)
	await session?.send('Emulation.setDeviceMetricsOverride', {
		width: 360,
		height: 640,
		deviceScaleFactor: 2,
		mobile: true,
	})
	await phone.enrol(code)
	const { finish, sections } = phone.words
	await phone.startForm()
	await page.locator('.page .question').first().waitFor()
	await interview(phone, interviewAnswers)
	await page.getByRole('button', { name: finish, exact: true }).click()
	await phone.toRecords()
	await phone.startForm()
	await page.locator('.page .question').first().waitFor()
	await interview(phone, { ...interviewAnswers, hh_no: '14' }, (questions) => questions.includes('signs'))
	await page.evaluate(() => scrollTo(0, 0))
	await savePicture(page, `phone-question-${language}`)
	await page.getByRole('button', { name: sections }).click()
	await page.locator('.sections .row').first().waitFor()
	await savePicture(page, `phone-sections-${language}`)
	await page.goto(server.url)
	await phone.unlock()
	await phone.openTab('records')
	await page.waitForTimeout(1500)
	await savePicture(page, `phone-list-${language}`)
	await phone.switchOff()
}

async function savePicture(page: Page, name: string): Promise<void> {
	await page.evaluate(() => document.fonts.ready)
	await page.waitForTimeout(300)
	await page.screenshot({ path: `${folder}/${name}.png` })
}
