import { expect, type Page } from '@playwright/test'
import { placeOf } from './form-bar.ts'
import { type Answers, addRoster, answerPage, interviewAnswers } from './interview.ts'
import { beginWithPhone, type FormLanguage, type Phone } from './people.ts'
import { sitDown } from './seats.ts'
import { group, sumUp } from './transcript.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

/** The night run checks both languages, all pages of all forms, and three sizes of the text with the keyboard open. */
const isLong = process.env.ZILA_ALL_WALKS !== undefined

/** Sizes of the window and the text in percent: a whole screen, and one whose lower half is the keyboard. */
const windows = [
	{ height: 640, text: 100 },
	{ height: 640, text: 200 },
	{ height: 370, text: 100 },
	...(isLong
		? [
				{ height: 370, text: 130 },
				{ height: 370, text: 200 },
			]
		: []),
]

const resize = async (page: Page, { height, text }: (typeof windows)[number]): Promise<void> => {
	await page.setViewportSize({ width: 360, height })
	await page.evaluate((size) => {
		document.documentElement.style.fontSize = size === 100 ? '' : `${size}%`
	}, text)
}

/** Returns what is wrong with the refusal on the screen: its message must be seen, between the bar and the foot. */
const unseenRefusal = (page: Page): Promise<string | null> =>
	page.evaluate(() => {
		const error = document.querySelector('.page .error')
		if (!error) return 'there is no message'
		const { left, top, bottom, width } = error.getBoundingClientRect()
		const seen = [top + 4, (top + bottom) / 2].every((y) => {
			const above = document.elementFromPoint(left + width / 2, y)
			return above !== null && (error.contains(above) || above.contains(error))
		})
		return seen ? null : `the message is at ${Math.round(top)}–${Math.round(bottom)} of ${innerHeight}`
	})

/** Returns the controls inside of `part` that something else covers, at every scroll position, below the bar and above the foot. */
const coveredControls = (page: Page, part = '.page'): Promise<string[]> =>
	page.evaluate(async (inside) => {
		const covered = new Set<string>()
		const barEnd = () => document.querySelector('.app-bar')?.getBoundingClientRect().bottom ?? 0
		const footStart = () =>
			document.querySelector('.foot, .app-foot, .tabs')?.getBoundingClientRect().top ?? innerHeight
		const end = document.documentElement.scrollHeight - innerHeight
		for (let y = 0; y <= end + 199; y += 200) {
			scrollTo(0, Math.min(y, end))
			for (const control of document.querySelectorAll(
				`${inside} :is(label.choice, a, button, input, select, textarea)`,
			)) {
				// a closed fold hides its fields
				if (!control.checkVisibility()) continue
				const { left, top, width, height } = control.getBoundingClientRect()
				const middle = top + height / 2
				// at an edge the pixel may belong to either
				if (width === 0 || middle < barEnd() + 2 || middle > footStart() - 2) continue
				const above = document.elementFromPoint(left + width / 2, middle)
				const isOwn =
					above === null ||
					control.contains(above) ||
					above.contains(control) ||
					above.closest('label')?.contains(control)
				// a scale scrolls sideways: its far choices are outside of the window
				if (!isOwn && left + width / 2 < innerWidth) covered.add(control.outerHTML.slice(0, 80))
			}
		}
		scrollTo(0, 0)
		return [...covered]
	}, part)

async function checkPage({ page, words }: Phone): Promise<void> {
	const before = await placeOf(page)
	await expect(page.locator('.page:not([aria-busy=true]) > *').first()).toBeVisible()
	for (const size of windows) {
		await resize(page, size)
		await page.getByRole('button', { name: words.next, exact: true }).click()
		// a page on which nothing is required lets go
		await expect
			.poll(async () => (await page.locator('.error').count()) > 0 || (await placeOf(page)) !== before)
			.toBe(true)
		if ((await placeOf(page)) !== before) {
			await page.locator('.foot-row > .plain').click()
			await expect.poll(() => placeOf(page)).toBe(before)
			break
		}
		expect.soft(await unseenRefusal(page), `${before}, ${JSON.stringify(size)}`).toBeNull()
	}
	await resize(page, { height: 640, text: 100 })
	expect.soft(await coveredControls(page), before).toEqual([])
}

/** Fills in the rows of a page: notes by theme, or one structure with one household. */
async function addRows(page: Page): Promise<void> {
	const add = page.locator('.page > .repeat > button')
	if ((await add.count()) === 0) return
	if ((await page.locator('[id$=-n_themes]').count()) > 0) return sumUp(page)
	await add.click()
	await page.locator('.row-body[aria-busy=false] input[value="single"]').check()
}

/** Goes through a form from its first page to its review, and checks each. Returns the number of pages. */
async function checkForm(phone: Phone, answers: Answers): Promise<number> {
	const { page, words } = phone
	const end = page.locator('.finish-state')
	const discussion = page.locator('.transcript-screen')
	let pages = 0
	for (; pages < 60; pages++) {
		// the review is loaded when it is shown
		await page.locator('.page > :is(.question, .repeat)').first().or(end).or(discussion).first().waitFor()
		if ((await end.count()) > 0) break
		// the screen of a discussion has checks of its own, and asks for nothing
		if ((await discussion.count()) === 0) {
			await checkPage(phone)
			const questions = await answerPage(phone, answers)
			if (questions.includes('n_adults')) {
				await page.locator('.repeat').waitFor()
				await addRoster(page)
			} else if (questions.includes('n_here')) await sitDown(page)
			else await addRows(page)
		}
		const before = await placeOf(page)
		await page.getByRole('button', { name: words.next, exact: true }).click()
		await expect.poll(() => placeOf(page)).not.toBe(before)
	}
	await expect(end).toHaveCount(1)
	return pages
}

for (const language of walkLanguages('en'))
	test(`on every page of the household form a refusal is in sight, and nothing covers a control (${language})`, async ({
		browser,
	}) => {
		test.setTimeout(800_000)
		const { server, phone } = await beginWithPhone(browser, language)
		await phone.open(server.url)
		await phone.startForm()
		expect(await checkForm(phone, interviewAnswers)).toBeGreaterThan(30)
		await phone.switchOff()
		await server.kill()
	})

/** Names of the summaries of a key informant interview, without their prefix. */
const keyQuestions = [
	...['forms', 'groups', 'change', 'awareness', 'law'],
	...['referral', 'helpline', 'campaign', 'advice'],
] as const

/** The other forms on the tab New, by language, and answers for their pages. */
const otherForms: readonly {
	readonly titles: Readonly<Record<FormLanguage, string>>
	readonly answers: Answers
}[] = [
	{
		titles: { en: 'Focus group notes', ur: 'فوکس گروپ نوٹس' },
		answers: { ...group, consent_audio: 'no', start_time: '10:00', end_time: '11:15' },
	},
	{
		titles: { en: 'Key informant notes', ur: 'کلیدی معلومات دہندہ کے نوٹس' },
		answers: {
			kii_level: 'district office',
			years: '7',
			mode: 'face to face',
			consent_audio: 'no',
			dur_min: '40',
			...Object.fromEntries(keyQuestions.map((name) => [`q_${name}`, 'Main points.'])),
		},
	},
	{
		titles: { en: 'Campaign material log', ur: 'مہم کے مواد کا اندراج' },
		answers: {
			entry_type: 'placed',
			material: 'brochure',
			item_ref: 'B-0412',
			place: 'bus',
			site_name: 'Bus stand',
			gps_reason: 'indoors',
			qty: '2',
			receiver: 'the manager',
		},
	},
	{
		titles: { en: 'Back-check', ur: 'دوبارہ جانچ' },
		answers: {
			cluster_id: 'PK607-03',
			line_no: '12',
			hh_no: '12',
			bc_age: '34',
			bc_hh_size: '6',
			minutes: '20',
		},
	},
	{
		titles: { en: 'Cluster listing', ur: 'کلسٹر کی فہرست سازی' },
		answers: { cluster_id: 'PK607-03', start_reason: 'narrow lanes', list_complete: 'yes' },
	},
]

for (const language of walkLanguages('en'))
	test(`the other forms refuse in sight, and nothing covers a control there and on the tabs (${language})`, async ({
		browser,
	}) => {
		test.setTimeout(800_000)
		const { server, phone } = await beginWithPhone(browser, language)
		const page = await phone.open(server.url)
		for (const tab of ['today', 'households', 'new', 'records'] as const) {
			await phone.openTab(tab)
			expect.soft(await coveredControls(page, 'main'), tab).toEqual([])
		}
		for (const { titles, answers } of otherForms) {
			await phone.startForm(titles[language])
			await page.locator('.page .question').first().waitFor()
			if (isLong) await checkForm(phone, answers)
			else await checkPage(phone)
			await page.locator('.app-bar .icon-button').first().click()
			await expect(page.locator('.tabs')).toBeVisible()
		}
		await phone.switchOff()
		await server.kill()
	})
