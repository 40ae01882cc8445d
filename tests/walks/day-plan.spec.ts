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
		title: 'Cluster PK607-03',
		done: 'Completed',
		ended: 'No interview',
		back: 'Revisit',
		closed: /2 replacement/,
		house: 'Household ',
		over: /^Completed or closed/,
		visitSaved: 'Visit 1 saved',
		unlocked: 'Replacement unlocked',
		start: 'Start visit 1',
		replaces: 'Replaces household 20',
		handedBack: 'Returned to office',
		visited: 'Visit 1 of 3 done',
	},
	ur: {
		title: 'کلسٹر',
		done: 'مکمل',
		ended: 'انٹرویو نہیں ہوا',
		back: 'دوبارہ جانا ہے',
		closed: /متبادل گھرانے ایک ایک/,
		house: 'گھرانہ ',
		over: /^مکمل یا بند/,
		visitSaved: /وزٹ .*1.* محفوظ/,
		unlocked: 'متبادل گھرانہ کھل گیا',
		start: /وزٹ .*1.* شروع کریں/,
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
	test(`the households of an enumerator: started from the list, a replacement unlocks after a refusal, one is returned to the office (${language})`, {
		tag: '@long',
	}, async ({ browser }) => {
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
			page.locator('.household-open', {
				has: page.locator('b', { hasText: new RegExp(`${words.house}\\S*${household}\\b`) }),
			})
		const startVisit = async (household: number) => {
			await card(household).tap()
			await page.getByRole('button', { name: words.start }).tap()
		}
		const finish = () => page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await phone.openTab('new')
		// no household outside of the sample can be visited
		await expect(page.getByRole('button', { name: phone.words.household })).toHaveCount(0)
		await phone.openTab('households')
		await expect(page.getByText(words.closed)).toBeVisible()
		await isAccessible(page, 'households')

		// no one at home: the visit is saved, and the household remains for the next one
		await card(30).tap()
		await isAccessible(page, 'a household')
		await page.getByRole('button', { name: words.start }).tap()
		await answerPage(phone, { contact: 'nobody', gps_reason: 'indoors' })
		await phone.isSaved()
		await page.getByRole('button', { name: phone.words.next }).click()
		await expect(page.getByRole('heading', { name: words.visitSaved })).toBeVisible()
		await isAccessible(page, 'a saved visit')
		await page.locator('.app-foot a').tap()
		await expect(card(30)).toContainText(words.back)
		await expect(card(30)).toContainText(words.visited)

		// a complete interview while the server is unreachable
		await startVisit(12)
		const { cluster_id, area, line_no, hh_no, is_reserve, visit_no, ...asked } = interviewAnswers
		await interview(phone, asked)
		await finish()
		await expect(page.locator('.receipt')).toBeVisible()
		await isAccessible(page, 'a receipt')
		await page.locator('.app-foot a').first().tap()
		// a refusal unlocks the first replacement household, on the same sample line
		await startVisit(20)
		await interview(phone, { contact: 'refused', gps_reason: 'indoors', result: 'refused' })
		await finish()
		await expect(page.getByRole('heading', { name: words.unlocked })).toBeVisible()
		await page.locator('.app-foot a').first().tap()
		await expect(card(40)).toContainText(words.replaces)
		// the enumerator knows a person who lives there
		await startVisit(10)
		await interview(phone, { contact: 'known', gps_reason: 'indoors', result: 'handed_back' })
		await finish()
		await page.locator('.app-foot a').first().tap()
		await page.getByRole('button', { name: words.over }).tap()
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
		await second.openTab('households')
		await expect(other.locator('.household-open').first()).toContainText('10')
		await second.switchOff()
		await phone.sendNow()
		await expect(card(10)).toHaveCount(0)
		await phone.switchOff()
		await server.kill()
	})
