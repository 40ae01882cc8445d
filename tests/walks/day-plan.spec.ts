import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { assignAll, assignSelected } from './assign-households.ts'
import { answerPage, interview, interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, Phone } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

/** Texts of these screens by language. */
const textsByLanguage = {
	en: {
		title: 'My households',
		done: 'Completed',
		ended: 'No interview',
		back: 'Revisit',
		closed: /2 replacement/,
		house: 'Household ',
		finished: /completed or closed/,
		replaces: 'Replaces household 20',
		handedBack: 'Returned to office',
		visited: 'Visit 1 of 3 done',
	},
	ur: {
		title: 'میرے گھرانے',
		done: 'مکمل',
		ended: 'انٹرویو نہیں ہوا',
		back: 'دوبارہ جانا ہے',
		closed: /متبادل گھرانے ایک ایک/,
		house: 'گھرانہ ',
		finished: /مکمل یا بند/,
		replaces: /گھرانہ .*20.* کی جگہ/,
		handedBack: 'دفتر کو واپس',
		visited: /وزٹ .*1.* ہو چکا/,
	},
} as const

const sample = [
	'cluster,area,line,household,r_sel,reserve',
	'PK607-03,rural,1,10,0.125,no',
	'PK607-03,rural,12,12,0.5,no',
	'PK607-03,rural,2,20,0.25,no',
	'PK607-03,rural,3,30,0.75,no',
	'PK607-03,rural,,40,0.875,yes',
	'PK607-03,rural,,50,0.0625,yes',
]
const fileOf = (name: string, lines: readonly string[]): string => {
	const path = join(tmpdir(), `zila-${process.pid}-${name}.csv`)
	writeFileSync(path, lines.join('\n'))
	return path
}
/** Imports the sample, and assigns its one cluster to a user. */
async function assignSample(desk: Page, who: string): Promise<void> {
	await openPage(desk, 'Sample & assignments')
	await desk.getByLabel('District').selectOption({ label: 'Dera Ghazi Khan' })
	await expect(desk.getByText('No sample for this district yet.')).toBeVisible()
	await desk.locator('input[type=file]').setInputFiles(fileOf('wrong', [...sample, 'PK999-01,town,1,1,2,no']))
	await expect(desk.getByRole('alert')).toContainText('Row 8, cluster: “PK999-01”')
	await desk.locator('input[type=file]').setInputFiles(fileOf('right', sample))
	await expect(desk.getByText('households to visit 4, replacements 2')).toBeVisible()
	await desk.getByRole('button', { name: 'Import', exact: true }).click()
	await assignAll(desk, who)
	await expect(desk.getByText('0 of 4 households completed; 0 unassigned.')).toBeVisible()
}

for (const language of walkLanguages('ur'))
	test(`the households of an enumerator: started from the list, a replacement unlocks after a refusal, one is returned to the office (${language})`, async ({
		browser,
	}) => {
		const words = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const secondCode = await addPerson(admin, {
			name: 'Bilal',
			code: 'bilal',
			districts: ['PK607'],
			language,
		})
		await assignSample(desk, 'Amina')
		const page = await phone.open(server.url, words.title)
		const card = (household: number) =>
			page.locator('.card', {
				has: page.locator('.card-text > span:first-child', {
					hasText: new RegExp(`${words.house}\\S*${household}\\b`),
				}),
			})
		await expect(page.getByText(words.closed)).toBeVisible()
		// no household outside of the sample can be visited
		await expect(page.getByRole('button', { name: phone.words.household })).toHaveCount(0)
		await isAccessible(page, 'my households')

		// no one at home: the household remains for the next visit
		await card(30).tap()
		await expect(page.locator('[id$=-cluster_id]').getByRole('status')).toHaveText('PK607-03')
		await expect(page.locator('.page').locator('input, select')).toHaveCount(0)
		await page.getByRole('button', { name: phone.words.next }).click()
		await page.getByRole('button', { name: phone.words.next }).click()
		await answerPage(phone, { contact: 'nobody', gps_reason: 'indoors' })
		await phone.isSaved()
		await page.locator('header button').first().click()
		await expect(card(30)).toContainText(words.back)
		await expect(card(30)).toContainText(words.visited)

		// a complete interview while the server is unreachable
		await card(12).tap()
		const { cluster_id, area, line_no, hh_no, is_reserve, ...asked } = interviewAnswers
		await interview(phone, asked)
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		// a refusal unlocks the first replacement household, on the same sample line
		await card(20).tap()
		await interview(phone, { contact: 'refused', gps_reason: 'indoors', result: 'refused' })
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await expect(card(40)).toContainText(words.replaces)
		// the enumerator knows a person who lives there
		await card(10).tap()
		await interview(phone, { contact: 'known', gps_reason: 'indoors', result: 'handed_back' })
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await page.locator('summary', { hasText: words.finished }).click()
		await expect(card(12)).toContainText(words.done)
		await expect(card(20)).toContainText(words.ended)
		await expect(card(10)).toContainText(words.handedBack)
		await screenshot(page, { path: `test-results/my-day-${language}.png`, fullPage: true })
		await phone.sendNow()

		// the coordinator assigns it to another enumerator, whose phone receives it at the next sync
		await desk.reload()
		await expect(desk.getByText('1 of 4 households completed')).toBeVisible()
		await screenshot(desk, { path: `test-results/sample-desk-${language}.png`, fullPage: true })
		await desk.getByRole('button', { name: 'Select these households' }).click()
		await assignSelected(desk, 'Bilal')
		await expect(desk.getByText('was returned to the office')).toHaveCount(0)
		const second = new Phone(language)
		const other = await second.switchOn(server.url)
		await second.enrol(secondCode, words.title)
		await expect(other.locator('.card .card-text').first()).toContainText('10')
		await second.switchOff()
		await phone.sendNow()
		await expect(card(10)).toHaveCount(0)
		await phone.switchOff()
		await server.kill()
	})
