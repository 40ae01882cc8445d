import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page } from '@playwright/test'
import { assignAll } from './assign-households.ts'
import { openReview, rowInMenu } from './form-bar.ts'
import { type Answers, answerPage, interview, interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { fillUntil, group as focusGroup, speak, sumUp, transcriptWords } from './transcript.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

/** Texts of these screens by language. */
const textsByLanguage = {
	en: {
		title: 'Cluster PK607-03',
		start: /^Start visit \d/,
		visitSaved: /^Visit \d saved/,
		house: 'Household ',
		visited: /Visit 2 of 3 done/,
		stop: 'End interview',
		toComment: 'Comment 1 of 1',
		returned: 'Returned for correction',
		appointment: 'Appointments',
		finished: /^Completed or closed/,
		done: 'Completed',
		ended: 'No interview',
		stopAndFinish: 'End and save',
		replaces: /Replaces household 20/,
	},
	ur: {
		title: 'کلسٹر',
		start: /^وزٹ .*شروع کریں/,
		visitSaved: /^وزٹ .*محفوظ/,
		house: 'گھرانہ ',
		visited: /وزٹ .*2.* ہو چکا/,
		stop: 'انٹرویو ختم کریں',
		returned: 'درستی کے لیے واپس آئے',
		appointment: 'طے شدہ ملاقاتیں',
		finished: /^مکمل یا بند/,
		toComment: /تبصرہ .*1.* پر جائیں/,
		done: 'مکمل',
		ended: 'انٹرویو نہیں ہوا',
		stopAndFinish: 'انٹرویو ختم کریں',
		replaces: /گھرانہ .*20.* کی جگہ/,
	},
} as const

const sample = [
	'cluster,area,line,household,r_sel,reserve',
	'PK607-03,rural,2,10,0.125,no',
	'PK607-03,rural,4,20,0.5,no',
	'PK607-03,rural,6,30,0.25,no',
	'PK607-03,rural,8,40,0.75,no',
	'PK607-03,rural,10,50,0.3,no',
	'PK607-03,rural,12,60,0.9,no',
	'PK607-03,rural,,70,0.875,yes',
	'PK607-03,rural,,80,0.0625,yes',
]

async function assignSample(desk: Page): Promise<void> {
	const file = join(tmpdir(), `zila-${process.pid}-whole-day.csv`)
	writeFileSync(file, sample.join('\n'))
	await openPage(desk, 'Sample & assignments')
	await desk.getByLabel('District').selectOption({ label: 'Dera Ghazi Khan' })
	await desk.locator('input[type=file]').setInputFiles(file)
	await desk.getByRole('button', { name: 'Import', exact: true }).click()
	await assignAll(desk, 'Amina')
	await expect(desk.getByText('0 of 6 households completed; 0 unassigned.')).toBeVisible()
}

/** Folder of the ten screenshots of the day: `npm run pictures` writes them into the documents. */
const pictures = process.env.ZILA_DAY_SCREENSHOTS ?? 'test-results'

/** Makes the connection drop every third request from here on. Returns the number of dropped requests. */
async function dropEveryThird(context: BrowserContext): Promise<() => number> {
	let [asked, dropped] = [0, 0]
	await context.route('**/sync', async (route) => {
		asked++
		if (asked % 3 !== 0) return route.continue()
		dropped++
		await route.abort('connectionreset')
	})
	return () => dropped
}

for (const language of walkLanguages('ur'))
	test(`a whole day: six households, three visits, a refusal and its replacement, an appointment, an ended interview, a focus group, a returned record, and sync over a bad line (${language})`, async ({
		browser,
	}) => {
		const words = textsByLanguage[language]
		const transcript = transcriptWords[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const coordinatorCode = await addPerson(admin, {
			name: 'Kamran',
			code: 'kamran',
			role: 'coordinator',
			districts: ['PK607'],
		})
		await assignSample(desk)
		let page = await phone.open(server.url, words.title)
		const { cluster_id, area, line_no, hh_no, is_reserve, visit_no, ...asked } = interviewAnswers
		const card = (household: number) =>
			page.locator('.household-open', {
				has: page.locator('b', { hasText: new RegExp(`${words.house}\\S*${household}\\b`) }),
			})
		const startVisit = async (household: number) => {
			await phone.openTab('households')
			await card(household).tap()
			await page.getByRole('button', { name: words.start }).tap()
		}
		/** Finishes the form, and leaves its receipt for the households or, without a household, for the first tab. */
		const finish = async (button: string = phone.words.finish) => {
			await page.getByRole('button', { name: button, exact: true }).click()
			await expect(page.locator('.receipt')).toBeVisible()
			await page.locator('.app-foot a:not([href^="/record/"])').first().click()
		}
		/** Locks the phone, to be opened at another time of the study's clock. */
		const sleepUntil = async (time: number) => {
			await page.clock.setSystemTime(time)
			await page.reload()
			await phone.unlock()
		}
		/** Checks one of the screens of the day for accessibility, and takes its screenshot. */
		const checkScreen = async (screen: string) => {
			await page.evaluate(() => scrollTo(0, 0))
			await isAccessible(page, `${screen} (${language})`)
			await screenshot(page, { path: join(pictures, `day-${screen}-${language}.png`) })
		}
		const visit = async (
			household: number,
			answers: Answers,
			screens: Readonly<Record<string, string>> = {},
		) => {
			await startVisit(household)
			await interview(
				phone,
				answers,
				() => false,
				async (seen) => {
					for (const name of seen) if (screens[name]) await checkScreen(screens[name])
				},
			)
			if (screens.finish) await checkScreen(screens.finish)
			await finish()
			await expect(page.getByRole('searchbox')).toBeVisible()
		}
		/** Fills in a visit without an interview: the draft waits for the next visit. */
		const atTheDoor = async (household: number, answers: Answers) => {
			await startVisit(household)
			await answerPage(phone, answers)
			await phone.isSaved()
			await page.getByRole('button', { name: phone.words.next }).click()
			await expect(page.getByRole('heading', { name: words.visitSaved })).toBeVisible()
			await page.locator('.app-foot a').click()
		}

		// in the morning, online: one interview, which the coordinator returns before noon
		await visit(10, asked)
		await phone.sendNow()
		const coordinator = await (
			await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		).newPage()
		await signIn(coordinator, server.url, coordinatorCode)
		await openPage(coordinator, 'Records')
		await coordinator.getByRole('link', { name: /PK607-03/ }).click()
		await coordinator.getByRole('button', { name: 'Return with comments' }).click()
		await coordinator.getByRole('button', { name: /^Comment: .*How old are you/ }).click()
		await coordinator.getByRole('textbox', { name: /^Comment: .*How old are you/ }).fill('34, or 43?')
		await coordinator.getByRole('button', { name: 'Return with 1 comment' }).click()
		await expect(coordinator.locator('header .state')).toHaveText('Returned')
		await phone.sendNow()
		await phone.openTab('today')
		await expect(page.getByRole('heading', { name: words.returned })).toBeVisible()

		// the village has no network
		await phone.context?.setOffline(true)
		// a refusal unlocks the first of two replacements
		await visit(20, { contact: 'refused', gps_reason: 'indoors', result: 'refused' })
		await expect(card(70)).toContainText(words.replaces)
		await visit(70, asked)
		// the selected woman works in the field until the evening
		const evening = new Date(Date.now() + 6 * 3_600_000).toISOString().slice(0, 16)
		await startVisit(30)
		await interview(phone, { ...asked, sel_avail: 'later', appointment: evening }, (seen) =>
			seen.includes('appointment'),
		)
		await phone.isSaved()
		await page.locator('.app-bar button').first().click()
		await page.waitForURL('**/household')
		await phone.openTab('today')
		const appointment = () => page.getByRole('region', { name: words.appointment })
		await expect(appointment()).toContainText(new RegExp(`${words.house}\\S*30\\b`))
		// a third person enters, and the respondent wants to end the interview
		await startVisit(40)
		await interview(phone, asked, (seen) => seen.includes('age'))
		await (await rowInMenu(phone, words.stop)).click()
		await checkScreen('stop')
		await page.locator('.stop-view input[value=partial]').check()
		await page.locator('.stop-view input[value=keep]').check()
		await finish(words.stopAndFinish)
		// no one at home, now, next morning and next evening; the phone is killed between the second and the third visit
		const nextDay = new Date(Date.now() + 29 * 3_600_000).toISOString().slice(0, 10)
		await atTheDoor(50, { contact: 'nobody', gps_reason: 'indoors' })
		await sleepUntil(Date.parse(`${nextDay}T09:00+05:00`))
		await atTheDoor(50, { contact: 'nobody', gps_reason: 'indoors' })
		await expect(card(50)).toContainText(words.visited)
		await phone.kill()
		page = await phone.switchOn(server.url)
		await phone.context?.setOffline(true)
		await sleepUntil(Date.parse(`${nextDay}T17:30+05:00`))
		await phone.openTab('households')
		await expect(card(50)).toContainText(words.visited)
		await visit(50, { contact: 'nobody', gps_reason: 'indoors', result: 'notdone' })
		await visit(60, asked, {
			contact: 'door',
			sel_avail: 'choice',
			consent: 'consent',
			signs: 'question',
			finish: 'finish',
		})
		// eight women participate in a group discussion; one of them refuses
		const group = { ...focusGroup, consent_audio: 'no' }
		await phone.startForm(transcript.group)
		await fillUntil(page, transcript, '.transcript-screen', group)
		await page.getByRole('button', { name: transcript.begin }).click()
		await speak(page, transcript, 'm', 'What do people here call it?')
		await speak(page, transcript, 1, 'They say dunki, and mean the way to Europe.', ['heard'], true)
		await speak(page, transcript, 3, 'Going with an agent.')
		await checkScreen('talk')
		await page.getByRole('button', { name: transcript.next, exact: true }).click()
		await page.locator('[id$=-start_time] input').fill('10:00')
		await page.getByRole('button', { name: transcript.next, exact: true }).click()
		await sumUp(page)
		await page.getByRole('button', { name: transcript.next, exact: true }).click()
		await fillUntil(page, transcript, '.finish-state', {
			...group,
			end_time: '11:15',
		})
		await finish()
		// the returned record is corrected
		await page.getByRole('region', { name: words.returned }).getByRole('link').click()
		await page.getByRole('button', { name: phone.words.correct }).click()
		await page.locator('section.comments').waitFor()
		await page.getByRole('button', { name: words.toComment }).click()
		const wrong = page.locator('[id^=question-d_about][id$=-age]')
		await expect(wrong).toContainText('34, or 43?')
		await wrong.locator('input').first().fill('43')
		await checkScreen('came-back')
		await page.getByRole('button', { name: phone.words.sections }).click()
		await openReview(page)
		await finish()
		await phone.openTab('today')
		await expect(appointment()).toBeVisible()
		await expect(page.getByRole('heading', { name: words.returned })).toHaveCount(0)
		await phone.openTab('households')
		await page.getByRole('button', { name: words.finished }).tap()
		await expect(card(20)).toContainText(words.ended)
		await expect(card(60)).toContainText(words.done)
		await checkScreen('list')
		await page.locator('a[href="/send"]').click()
		await checkScreen('send')
		await page.locator('.app-bar button').first().click()

		// in the evening, over a connection that drops every third request
		await sleepUntil(Date.now())
		const dropped = await dropEveryThird(phone.context as BrowserContext)
		await phone.context?.setOffline(false)
		await expect(async () => {
			await phone.sendNow()
			await phone.toRecords()
			await expect(page.locator('.state', { hasText: phone.words.onlyHere })).toHaveCount(0, {
				timeout: 2000,
			})
		}).toPass({ timeout: 60_000 })
		expect(dropped()).toBeGreaterThan(0)
		await desk.reload()
		await coordinator.reload()
		await expect(
			coordinator.locator('.answers > div').filter({ hasText: 'How old are you' }).locator('.change'),
		).toContainText('43')
		await expect(desk.getByText('3 of 6 households completed')).toBeVisible()
		await phone.switchOff()
		await server.kill()
	})
