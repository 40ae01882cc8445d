import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { assignAll } from './assign-households.ts'
import { openReview, placeOf } from './form-bar.ts'
import { answerPage, interview, interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { hasLargeTargets } from './large-targets.ts'
import { addPerson, beginWithPhone, openPage, Phone, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

/** Texts of these screens by language. */
const textsByLanguage = {
	en: {
		title: 'Cluster PK607-03',
		house: 'Household ',
		start: 'Start visit 1',
		goOn: 'Continue visit 1',
		way: /Cluster centre: \S*1\.1\S* km\S* \S*south/,
		taken: /Location saved: ± \S*12\S* m/,
		far: /Distance from the cluster centre: \S*1\.1 km/,
		notNear: 'The location is not near the cluster centre.',
		remove: 'Remove location',
		get: 'Get GPS location',
		why: 'This form records the location of the house',
		later: 'Not now',
		map: 'Map',
		list: 'List',
		missing: 'Show missing answer',
		unusual: 'Something is unusual',
		reason: 'The house is far from the others',
		own: 'Comment (no names)',
	},
	ur: {
		title: 'کلسٹر',
		house: 'گھرانہ ',
		start: /وزٹ .*1.* شروع کریں/,
		goOn: /وزٹ .*1.* جاری رکھیں/,
		way: /جنوب\S* کی طرف/,
		taken: 'مقام لے لیا گیا',
		far: 'کلسٹر کے مرکز سے فاصلہ',
		notNear: 'مقام کلسٹر کے مرکز کے قریب نہیں ہے۔',
		remove: 'مقام ہٹائیں',
		get: 'مقام (GPS) لیں',
		why: 'یہ فارم گھر کا مقام محفوظ کرتا ہے',
		later: 'ابھی نہیں',
		map: 'نقشہ',
		list: 'فہرست',
		missing: 'پہلے رہ جانے والے جواب پر جائیں',
		unusual: 'اس انٹرویو میں ایک بات معمول سے ہٹ کر ہے',
		reason: 'گھر الگ تھلگ ہے',
		own: 'اپنے الفاظ میں',
	},
} as const

/** The phone of a walk is at 30.05, 70.63. */
const sample = [
	'cluster,area,line,household,r_sel,reserve,latitude,longitude,structure,household_latitude,household_longitude',
	'PK607-03,urban,1,10,0.125,no,30.04,70.63,,,',
	'PK607-03,urban,2,20,0.25,no,30.04,70.63,,,',
	'PK607-03,urban,3,30,0.5,no,30.04,70.63,21,30.0502,70.6306',
	'PK607-03,urban,4,40,0.75,no,30.04,70.63,22,30.0496,70.6292',
	'PK607-03,urban,5,50,0.3,no,30.04,70.63,23,30.0511,70.6311',
	'PK607-03,urban,6,60,0.9,no,30.04,70.63,23,30.0511,70.6311',
]

const textsOf = ({ language }: Phone) => textsByLanguage[language === 'ur' ? 'ur' : 'en']

/** Opens a household from the list. */
async function openHousehold(phone: Phone, household: number): Promise<void> {
	await phone.openTab('households')
	const name = new RegExp(`${textsOf(phone).house}\\S*${household}\\b`)
	await phone.page.locator('.household-open', { has: phone.page.locator('b', { hasText: name }) }).tap()
}

async function startVisit(phone: Phone, household: number): Promise<void> {
	await openHousehold(phone, household)
	await phone.page.getByRole('button', { name: textsOf(phone).start }).tap()
}

async function assignSample(desk: Page): Promise<void> {
	const path = join(tmpdir(), `zila-${process.pid}-centre.csv`)
	writeFileSync(path, sample.join('\n'))
	await openPage(desk, 'Sample & assignments')
	await desk.getByLabel('District').selectOption({ label: 'Dera Ghazi Khan' })
	await desk.locator('input[type=file]').setInputFiles(path)
	await desk.getByRole('button', { name: 'Import', exact: true }).click()
	await assignAll(desk, 'Amina')
}

for (const language of walkLanguages('en'))
	test(`the location is recorded automatically (${language})`, async ({ browser }) => {
		const words = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		await assignSample(desk)
		const page = await phone.open(server.url, words.title)
		await page.reload()
		await phone.unlock()

		// the list shows the way, since this phone may use its location
		await phone.openTab('households')
		await expect(page.getByText(words.way)).toBeVisible()
		await screenshot(page, { path: `test-results/place-day-${language}.png` })
		await isAccessible(page, 'the way to the cluster')
		// or the households as a map, without a tile from anywhere: two of one house are apart, and two have no point
		await page.getByRole('button', { name: words.map, exact: true }).tap()
		await expect(page.locator('.marker')).toHaveCount(4)
		await isAccessible(page, 'the map of households')
		await expect(page.locator('.own-location')).toHaveCount(1)
		await page.locator('.marker', { hasText: '60' }).tap()
		await expect(page.locator('.household')).toHaveCount(3)
		await expect(page.locator('.household').first()).toContainText('60')
		await expect(page.locator('.household').first()).toBeInViewport({ ratio: 1 })
		await screenshot(page, { path: `test-results/households-map-${language}.png`, fullPage: true })
		await page.getByRole('button', { name: words.list, exact: true }).tap()
		await expect(page.locator('.marker')).toHaveCount(0)
		await startVisit(phone, 10)
		// what the sample says is not asked: the visit begins at the door
		const next = page.getByRole('button', { name: phone.words.next })
		await expect(page.locator('.place-note')).toContainText(words.taken)
		await screenshot(page, { path: `test-results/place-first-page-${language}.png` })
		await expect(page.getByText('30.05, 70.63')).toBeVisible()
		await expect(page.getByText(words.far)).toBeVisible()
		// no reason for a missing location is asked
		await expect(page.locator('[id$=-gps_reason]')).toHaveCount(0)
		await screenshot(page, { path: `test-results/place-door-${language}.png`, fullPage: true })
		await isAccessible(page, 'the place at the door')
		// a removed location is not recorded again until the user requests it
		await page.getByRole('button', { name: words.remove }).click()
		await expect(page.locator('[id$=-gps_reason]')).toHaveCount(1)
		await expect(page.locator('.place-note')).toHaveCount(0)
		await screenshot(page, { path: `test-results/place-removed-${language}.png` })
		await phone.isSaved()
		await page.reload()
		await phone.unlock()
		await expect(page.locator('[id$=-gps_reason]')).toHaveCount(1)
		await expect(page.locator('.place-note')).toHaveCount(0)
		await page.getByRole('button', { name: words.get, exact: true }).click()
		await expect(page.locator('[id$=-gps_reason]')).toHaveCount(0)
		// the first missing answer is one tap away from the sections
		await page.getByRole('button', { name: phone.words.sections }).tap()
		await hasLargeTargets(page, 'the sections')
		await screenshot(page, { path: `test-results/sections-${language}.png` })
		await page.getByRole('button', { name: words.missing }).tap()
		await expect(page.locator('[id$=-contact] input').first()).toBeFocused()
		await answerPage(phone, { contact: 'refused' })
		await next.click()
		await expect(page.locator('.place-note')).toHaveCount(0)
		await phone.switchOff()

		// before the browser asks for permission, the app explains why
		const promptingPhone = new Phone(language, phone.profile)
		promptingPhone.permissions = []
		const again = await promptingPhone.switchOn(server.url)
		await promptingPhone.unlock()
		await startVisit(promptingPhone, 20)
		await expect(again.getByText(words.why)).toBeVisible()
		await screenshot(again, { path: `test-results/place-asking-${language}.png` })
		await isAccessible(again, 'why the place is wanted')
		await again.getByRole('button', { name: words.later }).click()
		await expect(again.getByText(words.why)).toHaveCount(0)
		await interview(promptingPhone, { gps_reason: 'indoors', contact: 'refused', result: 'refused' })
		await promptingPhone.switchOff()
		await server.kill()
	})

for (const language of walkLanguages('ur'))
	test(`unusual findings are asked about at the end of an interview, and the desk shows them with the reason (${language})`, {
		tag: '@long',
	}, async ({ browser }) => {
		const words = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
		await assignSample(desk)
		const page = await phone.open(server.url, words.title)
		await startVisit(phone, 20)
		const { cluster_id, area, line_no, hh_no, is_reserve, gps_reason, ...answers } = interviewAnswers
		// no finding is shown before all answers are there
		await interview(phone, answers, undefined, async () => {
			await expect(page.getByText(words.unusual)).toHaveCount(0)
			await hasLargeTargets(page, await placeOf(page))
			if ((await page.locator('.likert').count()) > 0)
				await screenshot(page, { path: `test-results/scale-${language}.png` })
		})
		await expect(page.getByRole('heading', { name: words.unusual })).toBeVisible()
		const distanceFinding = page.locator('.close-checks fieldset', { hasText: words.notNear })
		// the desk reads how far it is and what is usual: whoever knows the limit learns how to stay below it
		await expect(page.locator('main')).not.toContainText(/111\d|1[.,]11/)
		await page.getByLabel(words.reason).check()
		await distanceFinding.getByLabel(words.own).fill('behind the canal')
		await phone.isSaved()
		await hasLargeTargets(page, 'the end')
		await isAccessible(page, 'what is unusual')
		await screenshot(page, { path: `test-results/unusual-${language}.png`, fullPage: true })
		// continued later, the entered reasons are still there; a reason is not required to finish
		await page.locator('.app-bar .icon-button').first().tap()
		await page.getByRole('link', { name: words.goOn }).tap()
		await page.getByRole('button', { name: phone.words.sections }).tap()
		await openReview(page)
		await expect(page.getByLabel(words.reason)).toBeChecked()
		await page.getByRole('button', { name: phone.words.finish, exact: true }).tap()
		await expect(page.locator('.receipt')).toBeVisible()
		await phone.sendNow()

		const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		const manager = await context.newPage()
		await signIn(manager, server.url, managerCode)
		await openPage(manager, 'Records')
		await manager.getByRole('link', { name: /PK607-03/ }).click()
		const findingsAtDesk = manager.locator('dl.answers > div', { hasText: 'Asked after the interview' })
		await expect(findingsAtDesk).toContainText(/The location is \S*1,113\S* m from the cluster centre/)
		await expect(findingsAtDesk).toContainText('The house is far from the others – behind the canal')
		await expect(findingsAtDesk).toContainText(/The interview took \S*\d+\S* min/)
		await screenshot(findingsAtDesk, { path: `test-results/unusual-desk-${language}.png` })
		await phone.switchOff()
		await server.kill()
	})
