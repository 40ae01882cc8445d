import { expect, type Page } from '@playwright/test'
import { listAudioTexts } from '#shared/audio/audio-texts'
import type { FormDefinition } from '#shared/forms/form-definition'
import { rowInMenu } from './form-bar.ts'
import { interview, interviewAnswers } from './interview.ts'
import { axeViolations, isAccessible } from './is-accessible.ts'
import { contrastOfQuestions, isLegible, isReachedByKeys, moving, withLargeText } from './is-legible.ts'
import { addPerson, beginFieldwork, beginWithPhone, Phone, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const wcag = {
	type: 'tag' as const,
	values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
}
const soft = expect.configure({ soft: true })
const hide = { en: 'Hide screen', ur: 'اسکرین چھپائیں' } as const
const back = { en: 'Back', ur: 'پیچھے' } as const
const stop = { en: 'End interview', ur: 'انٹرویو ختم کریں' } as const

/** Checks that a screen can be used with text twice as large. */
/** Checks in a window as high as the page: a target that is half under a sticky bar can be scrolled out of it. */
async function violationsOfWholePage(page: Page): Promise<string[]> {
	const before = page.viewportSize() ?? { width: 360, height: 640 }
	const height = await page.evaluate(() => document.documentElement.scrollHeight)
	await page.setViewportSize({ ...before, height: Math.max(before.height, height) })
	const found = await axeViolations(page, { runOnly: wcag })
	await page.setViewportSize(before)
	return found
}

async function checkLargeText(page: Page, screen: string): Promise<void> {
	await isLegible(page, screen)
	soft(await violationsOfWholePage(page), screen).toEqual([])
	await isReachedByKeys(page, screen)
	await page.emulateMedia({ reducedMotion: 'reduce' })
	soft([...new Set(await moving(page))], `${screen}, where nothing shall move`).toEqual([])
	await page.emulateMedia({ reducedMotion: 'no-preference' })
	await page.evaluate(() => scrollTo(0, 0))
	const path = `test-results/large-${screen.replace(/\W+/g, '-')}.png`
	await screenshot(page, { path, fullPage: true })
}

/** Records one text: the audio button is shown only for forms with recordings. */
async function recordOne(desk: Page): Promise<void> {
	const forms = (await desk.evaluate(async () => (await fetch('/api/forms')).json())) as {
		id: string
		definition: FormDefinition
	}[]
	const household = forms.find(({ id }) => id === 'household')
	const [first] = household ? listAudioTexts(household.definition, 'bal') : []
	const status = await desk.evaluate(async (text) => {
		const body = JSON.stringify({ language: 'bal', text, sound: btoa('OggS') })
		const headers = { 'content-type': 'application/json' }
		return (await fetch('/api/forms/household/audio', { method: 'POST', headers, body })).status
	}, first?.key)
	expect(status).toBe(204)
}

/** Sends a request with the session of the page, without using screens that have walks of their own. */
const send = async (desk: Page, path: string, body: unknown): Promise<void> => {
	const status = await desk.evaluate(
		async ([to, text]) => {
			const headers = { 'content-type': 'application/json' }
			return (await fetch(to, { method: 'POST', headers, body: text })).status
		},
		[path, JSON.stringify(body)] as const,
	)
	expect(status).toBe(204)
}
async function returnWithComments(coordinator: Page): Promise<void> {
	const { id, seen, age } = await coordinator.evaluate(async () => {
		const { records } = await (await fetch('/api/records?round=endline')).json()
		const { id: first } = records[0] as { id: string }
		const found: { seen: string; answers: Record<string, unknown> } = await (
			await fetch(`/api/records/${first}`)
		).json()
		const about = Object.keys(found.answers).find((path) => /^d_about.*\/age$/.test(path))
		return { id: first, seen: found.seen, age: about ?? 'none' }
	})
	const notes = [
		{ about: '', text: 'Please read this through once more' },
		{ about: age, text: '34, or 43?' },
	]
	await send(coordinator, `/api/records/${id}/review`, { kind: 'return', seen, why: '', notes })
}
async function assignSample(desk: Page): Promise<void> {
	const lines = [12, 14, 16].map((household, i) => ({
		household,
		line: i + 1,
		selection: 0.25,
		point: `30.05${i} 70.63${i}`,
	}))
	const clusters = [{ cluster: 'PK607-04', area: 'rural', lines }]
	await send(desk, '/api/sample', { round: 'endline', clusters })
	const { people } = await desk.evaluate(async () =>
		(await fetch('/api/sample?round=endline&district=PK607')).json(),
	)
	await send(desk, '/api/sample/assignments', {
		round: 'endline',
		assignments: [{ cluster: 'PK607-04', households: [12, 14, 16], person: people[0].id }],
	})
}

for (const language of walkLanguages('ur'))
	test(`every screen of the phone works with text twice as large, by keyboard, without motion, in ${language}`, async ({
		browser,
	}) => {
		test.setTimeout(420_000)
		const { server, admin, code } = await beginFieldwork(browser, language)
		const desk = await admin.desk()
		await recordOne(desk)
		const phone = new Phone(language)
		const page = await phone.switchOn(server.url)
		page.setDefaultTimeout(15_000)
		await page.addInitScript(withLargeText)
		await page.goto(server.url)
		const at = (screen: string) => checkLargeText(page, `${screen} ${language}`)
		/** Opens a page as a link of the app does: the phone stays unlocked. */
		const go = async (path: string, wanted: string) => {
			await page.evaluate((to) => history.pushState(null, '', to), path)
			await expect(page.locator(wanted).first()).toBeVisible()
		}
		await expect(page.getByRole('link', { name: phone.words.setUp })).toBeVisible()
		await at('welcome')
		await page.getByRole('link', { name: phone.words.setUp }).click()
		await expect(page.getByLabel(phone.words.code)).toBeVisible()
		await at('setting up')
		await page.goBack()
		await phone.enrol(code)
		await phone.isInstalled()
		await at('list')
		await page.locator('.app-bar [aria-haspopup=dialog]').click()
		await expect(page.locator('dialog .row')).toHaveCount(4)
		await at('menu of the home screen')
		await page.locator('dialog .row').first().click()
		await expect(page.locator('.settings-page')).toBeVisible()
		await at('settings')
		await go('/', '.tabs')
		for (const tab of ['households', 'new', 'records'] as const) {
			await phone.openTab(tab)
			await at(tab)
		}
		await go('/help', 'h1')
		await at('help')
		await go('/help/faq', 'h1')
		await at('asked')
		await go('/send', 'h1')
		await at('send')
		await go('/offline-transfer', 'h1')
		await at('by hand')
		await go('/pin', 'h1')
		await at('another PIN')
		await page.locator('details summary').click()
		await expect(page.locator('details form')).toBeVisible()
		await at('a second PIN')
		await go('/practice', 'h1')
		await at('practice')
		await go('/', 'h1')

		await phone.startForm()
		await expect(page.locator('.page .question').first()).toBeVisible()
		await expect(page.locator('.title-row .icon-button')).toBeVisible()
		await at('first page')
		await page.getByRole('button', { name: phone.words.next }).click()
		await expect(page.locator('.error').first()).toBeVisible()
		await at('first page with what is wrong')
		// questions are readable in sunlight, in the light and the dark theme
		for (const media of [
			{ colorScheme: 'light', contrast: 'no-preference' },
			{ colorScheme: 'dark', contrast: 'no-preference' },
			{ colorScheme: 'light', contrast: 'more' },
			{ colorScheme: 'dark', contrast: 'more' },
		] as const) {
			await page.emulateMedia(media)
			soft(await contrastOfQuestions(page), JSON.stringify(media)).toBeGreaterThanOrEqual(7)
			// also with the focus on a choice, and with a selected choice
			await page.locator('.page input[type=radio]').first().check()
			soft(await contrastOfQuestions(page), `chosen, ${JSON.stringify(media)}`).toBeGreaterThanOrEqual(7)
			soft(
				await axeViolations(page, { runOnly: { type: 'rule', values: ['color-contrast'] } }),
				JSON.stringify(media),
			).toEqual([])
			await screenshot(page, {
				path: `test-results/large-${media.colorScheme}-${media.contrast}-${language}.png`,
			})
		}
		await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' })
		// an interview can be ended once the contact is known
		await interview(phone, interviewAnswers, (questions) => questions.includes('contact'))
		await page.locator('.title-row .icon-button').click()
		await expect(page.locator('h2')).toBeVisible()
		await at('languages for reading aloud')
		await page.getByRole('button', { name: phone.words.sections }).click()
		await expect(page.locator('.sections .row').first()).toBeVisible()
		await at('sections')
		// the button before it leads to the missing answer
		await page.locator('.sections .sheet-actions > button').nth(1).click()
		await expect(page.locator('.sections')).toHaveCount(0)
		await at('finish')
		await page.getByRole('button', { name: back[language], exact: true }).click()
		await expect(page.locator('.page .question').first()).toBeVisible()
		const stopping = await rowInMenu(phone, stop[language])
		await at('menu')
		await stopping.click()
		await expect(page.locator('.stop-view')).toBeVisible()
		await at('stop')
		await phone.isSaved()
		await page.getByRole('button', { name: hide[language] }).click()
		await expect(page.locator('h1').first()).toBeVisible()
		await at('weather')
		await page.evaluate(() => sessionStorage.clear())
		await page.goto(server.url)
		await expect(page.getByLabel(phone.words.yourPin)).toBeVisible()
		await at('locked')
		await page.getByLabel(phone.words.yourPin).fill('111222')
		await expect(page.getByRole('alert')).toBeVisible()
		await at('locked after a wrong PIN')
		await phone.switchOff()
		await server.kill()
	})

for (const language of walkLanguages('ur'))
	test(`an interview works with text twice as large from its first page to its record, in ${language}`, async ({
		browser,
	}) => {
		test.setTimeout(420_000)
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const coordinatorCode = await addPerson(admin, { name: 'Kamran', code: 'kamran', role: 'coordinator' })
		phone.initScripts.push(withLargeText)
		const page = await phone.open(server.url)
		page.setDefaultTimeout(15_000)
		await phone.startForm()
		await expect(page.locator('.page .question').first()).toBeVisible()
		let pages = 0
		await interview(
			phone,
			interviewAnswers,
			() => false,
			async (asked) => {
				await isLegible(page, `${++pages} ${language}: ${asked.join(' ')}`)
				soft(await contrastOfQuestions(page), asked.join(' ')).toBeGreaterThanOrEqual(7)
			},
		)
		expect(pages).toBeGreaterThan(15)
		await checkLargeText(page, `finish of all ${language}`)
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await expect(page.locator('.receipt')).toBeVisible()
		await checkLargeText(page, `receipt ${language}`)
		await phone.toRecords()
		const record = page.getByRole('link', { name: /PK607-03/ })
		await expect(record).toBeVisible()
		await checkLargeText(page, `list with a record ${language}`)
		await record.click()
		await expect(page.locator('.answers').first()).toBeVisible()
		await checkLargeText(page, `record ${language}`)
		await isAccessible(page, 'record')

		// the record is returned with comments, and there are households to visit
		await page.locator('.app-bar .icon-button').first().click()
		await phone.openTab('today')
		const coordinator = await (await browser.newContext({ locale: 'en' })).newPage()
		await signIn(coordinator, server.url, coordinatorCode)
		await returnWithComments(coordinator)
		const until = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 10)
		const text = { en: 'Rain in the hills today.', ur: 'آج پہاڑوں میں بارش ہے۔' }
		await send(coordinator, '/api/messages', { districts: ['PK607'], text, until })
		await assignSample(desk)
		await phone.sendNow()
		await expect(page.getByRole('link', { name: /PK607-03/ })).toBeVisible()
		await expect(page.locator('.panel-title', { hasText: 'PK607-04' })).toBeVisible()
		await expect(page.locator('.message')).toBeVisible()
		await checkLargeText(page, `a cluster, a message and a returned record ${language}`)
		await phone.openTab('households')
		await expect(page.locator('.household')).toHaveCount(3)
		await checkLargeText(page, `households ${language}`)
		await page.locator('.map-or-list').click()
		await expect(page.locator('.marker')).toHaveCount(3)
		await page.locator('.marker').first().click()
		// the chosen household was scrolled into sight, and a control under the bar counts as small
		await page.evaluate(() => scrollTo(0, 0))
		await checkLargeText(page, `map of households ${language}`)
		await page.locator('.household-open').first().click()
		await expect(page.locator('.visit-list')).toBeVisible()
		await checkLargeText(page, `a household ${language}`)
		await page.locator('.app-bar .icon-button').first().click()
		await phone.openTab('today')
		await page
			.getByRole('link', { name: /PK607-03/ })
			.first()
			.click()
		await expect(page.getByText('34, or 43?').first()).toBeVisible()
		await checkLargeText(page, `a returned record ${language}`)
		await page.getByRole('button', { name: phone.words.correct }).click()
		await page.locator('.comments summary').click()
		await expect(page.getByText('Please read this through once more')).toBeVisible()
		await checkLargeText(page, `comments on a record ${language}`)
		await page.locator('.comments button').last().click()
		await expect(page.locator('[id^=question-d_about][id$=-age]')).toContainText('34, or 43?')
		await checkLargeText(page, `a comment at its question ${language}`)
		await phone.switchOff()
		await server.kill()
	})
