import { expect, type Locator, type Page, test } from '@playwright/test'
import { type Answers, answer, answerPage } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, Phone, signIn } from './people.ts'
import { sitDown } from './seats.ts'

const texts = {
	en: {
		...{ group: 'Focus group notes', second: 'Second notes of a focus group', begin: 'The talk begins' },
		...{
			record: 'Start recording',
			runs: 'Recording',
			pause: 'Pause',
			resume: 'Go on',
			end: 'End recording',
		},
		...{
			undo: 'Undo',
			quote: 'Word for word',
			later: 'Question after',
			forSecond: 'Second note-taker',
		},
		...{
			next: 'Next',
			moderator: 'Moderator',
			seat: 'Seat',
			finish: 'Finish',
			help: 'Help, helpline, reporting',
		},
		...{ beside: '3 turns on this question' },
	},
	ur: {
		...{ group: 'فوکس گروپ نوٹس', second: 'فوکس گروپ کے دوسرے نوٹس', begin: 'گفتگو شروع' },
		...{
			record: 'ریکارڈنگ شروع کریں',
			runs: 'ریکارڈنگ جاری',
			pause: 'وقفہ',
			resume: 'جاری رکھیں',
			end: 'ریکارڈنگ ختم کریں',
		},
		...{ undo: 'واپس', quote: 'ہو بہو الفاظ', later: 'اگلا سوال', forSecond: 'دوسرا نوٹ لینے والا' },
		...{ next: 'آگے', moderator: 'ناظم', seat: 'نشست', finish: 'مکمل کریں', help: 'مدد، ہیلپ لائن، اطلاع' },
		...{ beside: 'اس سوال پر 3 باریاں' },
	},
} as const
const themes = ['heard', 'causes', 'vulner', 'actors', 'law', 'help']
const group: Answers = {
	...{ fgd_no: '2', fgd_group: 'women', date: '2025-11-20', place_type: 'school room', lang: 'skr' },
	...{ notetaker: 'bilal', age_min: '19', age_max: '58', consent_all: 'yes', consent_audio: 'yes' },
	...{ show_hands_tip: '4', show_hands_1991: '1', ended: 'complete', card_given: '7' },
	...{ observ: 'Two women spoke most.', incident: 'no' },
}

for (const language of ['en', 'ur'] as const)
	test(`a talk of eight, of whom one says no, in ${language}: turns by speaker, killed in the middle, second notes, one timeline`, async ({
		browser,
	}) => {
		test.setTimeout(240_000)
		const say = texts[language]
		const { server, desk, code } = await beginFieldwork(browser, language)
		const districts = ['Dera Ghazi Khan']
		const secondCode = await addPerson(desk, { name: 'Bilal', code: 'bilal', districts, language })
		const managerCode = await addPerson(desk, { name: 'Sadia', code: 'sadia', role: 'Data manager' })
		const phone = new Phone(language)
		phone.permissions = ['geolocation', 'microphone']
		let page = await phone.switchOn(server.url)
		page.setDefaultTimeout(10_000)
		await phone.enrol(code)
		await page.getByRole('button', { name: say.group, exact: true }).click()

		await fillUntil(page, '.seat, .talk', group, say.next)
		await expect(page.getByRole('timer')).toHaveCount(0)
		await shot(page, 'before')
		await page.getByRole('button', { name: say.begin }).click()
		await expect(page.getByRole('timer')).toBeVisible()
		// who said no has no button
		await expect(seat(page, 5)).toHaveCount(0)
		await expect(page.locator('.seat')).toHaveCount(8)
		await shot(page, 'begun')
		await page.locator('.guide input[type=checkbox]').first().check()

		await speak(page, 'm', 'What do people here call it?')
		await speak(page, 1, 'They say dunki, and mean the way to Europe.', ['heard'], true)
		await shot(page, 'turn')
		await isAccessible(page, 'a turn')
		await seat(page, 2).click()
		// a wrong tap is taken back
		await page.getByRole('button', { name: say.undo, exact: true }).click()
		await expect(page.locator('.turn')).toHaveCount(2)
		await speak(page, 3, 'Going with an agent.')
		// what was written is not taken back with one tap
		await expect(page.getByRole('button', { name: say.undo, exact: true })).toHaveCount(0)
		await page.getByRole('button', { name: say.pause, exact: true }).click()
		await speak(page, 4, '')
		await page.getByRole('button', { name: say.resume, exact: true }).click()
		await speak(page, 6, 'On television, long ago.', ['media'])
		for (let i = 0; i < 6; i++) await page.getByRole('button', { name: say.later }).click()
		await expect(page.locator('.guide')).toContainText(say.help)
		await speak(page, 7, 'Nobody knows the number.', ['help'])
		await speak(page, 8, 'One would ask the elders first.')
		// a recording is kept every few seconds
		await expect(page.locator('.recording bdi')).toHaveText(/^0:(0[7-9]|[1-9].)$/, { timeout: 15_000 })
		await phone.hasKept()
		await phone.kill()

		page = await phone.switchOn(server.url)
		page.setDefaultTimeout(10_000)
		await phone.unlock()
		await page.getByRole('link', { name: phone.words.draft }).click()
		await page.locator('.talk').waitFor()
		await expect(page.locator('.turn')).toHaveCount(7)
		await expect(page.locator('.guide')).toContainText(say.help)
		await speak(page, 1, 'The mosque says it too.')
		await speak(page, 2, 'Is it free?')
		await speak(page, 'm', '')
		await expect(page.locator('.turn')).toHaveCount(10)
		// a turn of before is opened again and mended
		await page.locator('.turn-head').nth(2).click()
		await page.locator('.turn').nth(2).locator('[id$=-t_note] input').fill('Going with an agent, by road.')
		await shot(page, 'mended')
		await page.locator('.turn-head').nth(2).click()
		await shot(page, 'list')
		await page.getByRole('button', { name: say.forSecond }).click()
		await expect(page.locator('.square-code')).toBeVisible()
		await shot(page, 'square')
		const told = await page.locator('.second-phone button').innerText()
		const talkCode = /[A-HJ-NP-Z2-9]{6}/.exec(told)?.[0] ?? ''

		const other = new Phone(language)
		const its = await other.switchOn(server.url)
		its.setDefaultTimeout(10_000)
		await other.enrol(secondCode)
		await its.getByRole('button', { name: say.second }).click()
		await fillUntil(its, '.talk', { talk_scan: talkCode.toLowerCase(), n_here: '8' }, say.next)
		await its.getByRole('button', { name: say.begin }).click()
		await speak(its, 7, 'The number is not known here.')
		await speak(its, 8, 'Elders, then the police.')
		await shot(its, 'second')
		await its.getByRole('button', { name: say.next, exact: true }).click()
		await its.getByRole('button', { name: say.next, exact: true }).click()
		await its.getByRole('button', { name: say.finish, exact: true }).click()
		await expect(its.getByRole('link', { name: new RegExp(talkCode) })).toContainText(other.words.atServer)
		await other.switchOff()

		await page.getByRole('button', { name: say.next, exact: true }).click()
		await expect(page.locator('[id$=-start_time] input')).not.toHaveValue('')
		await page.locator('[id$=-start_time] input').fill('10:00')
		await page.getByRole('button', { name: say.next, exact: true }).click()
		for (const [i, theme] of themes.entries()) {
			await page.locator('.repeat > button').click()
			const row = page.locator('.row').nth(i)
			await row.locator(`input[value="${theme}"]`).check()
			if (theme === 'help') {
				await expect(row.locator('.turns-beside li')).toHaveCount(5)
				await shot(page, 'beside')
			}
			await row.locator('textarea').first().fill(`What the group said about ${theme}, in some length.`)
			await row.locator('input[value="most"]').check()
		}
		await page.getByRole('button', { name: say.next, exact: true }).click()
		await fillUntil(page, 'footer.foot:not(:has(button + button))', { ...group, end_time: '11:15' }, say.next)
		await page.getByRole('button', { name: say.finish, exact: true }).click()
		await expect(page.getByRole('link', { name: /PK607 \/ 2/ })).toContainText(phone.words.atServer)
		await phone.switchOff()

		const wide = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		const manager = await wide.newPage()
		manager.setDefaultTimeout(10_000)
		await signIn(manager, server.url, managerCode)
		await manager.goto(`${server.url}/desk/records`)
		await manager.getByRole('link', { name: /PK607 \/ 2/ }).click()
		const timeline = manager.locator('.talk-timeline')
		await expect(timeline).toContainText('The number is not known here.')
		await expect(timeline).toContainText('Nobody knows the number.')
		await timeline.scrollIntoViewIfNeeded()
		await isAccessible(manager, 'the talk at the desk')
		await manager.screenshot({ path: `test-results/talk-${language}-desk.png` })
		await expect(timeline.getByRole('button', { name: /Play from/ }).first()).toBeVisible()
		await timeline
			.getByRole('button', { name: /Play from/ })
			.first()
			.click()
		await expect
			.poll(() => manager.locator('audio[autoplay]').evaluate((sound: HTMLAudioElement) => sound.readyState))
			.toBeGreaterThan(0)
		await server.kill()

		function shot(on: Page, name: string): Promise<unknown> {
			return on.screenshot({ path: `test-results/talk-${language}-${name}.png` })
		}
		function seat(on: Page, number: number): Locator {
			return on.getByRole('button', { name: new RegExp(`^${say.seat} ${number}(,|$)`) })
		}
		async function speak(
			on: Page,
			who: number | 'm',
			note: string,
			tags: readonly string[] = [],
			isQuote = false,
		): Promise<void> {
			const before = await on.locator('.turn').count()
			await (who === 'm'
				? on.getByRole('button', { name: say.moderator, exact: true })
				: seat(on, who)
			).click()
			const turn = on.locator('.turn').nth(before)
			const field = turn.locator('[id$=-t_note] input')
			await expect(field).toBeFocused()
			if (note !== '') await field.fill(note)
			if (isQuote) await turn.getByRole('button', { name: say.quote }).click()
			for (const tag of tags)
				await turn
					.locator('.mark')
					.nth(1 + themeOrder.indexOf(tag))
					.click()
		}
		/** Fills page after page until what is sought stands on one. */
		async function fillUntil(on: Page, sought: string, answers: Answers, next: string): Promise<void> {
			for (;;) {
				await expect(on.locator('.page, .finish, main').first()).toBeVisible()
				await on.waitForTimeout(300)
				if ((await on.locator(sought).count()) > 0) return
				const done = new Set<string>()
				for (let more = true; more; ) {
					more = false
					const ids = await on.locator('.page > .question').evaluateAll((all) => all.map(({ id }) => id))
					for (const id of ids) {
						if (done.has(id)) continue
						done.add(id)
						more = true
						const name = id.split('-').at(-1) ?? ''
						const question = on.locator(`[id="${id}"]`)
						if (name === 'n_here' && answers.talk_scan === undefined) {
							await sitDown(on, () => shot(on, 'no'))
						} else if (name === 'audio') {
							await on.getByRole('button', { name: say.record }).click()
							await expect(on.getByRole('status').filter({ hasText: say.runs })).toBeVisible()
						} else if (answers[name] !== undefined) await answer(question, answers[name])
					}
				}
				const place = on.locator('.fill-state bdi')
				const before = await place.textContent()
				await on.getByRole('button', { name: next, exact: true }).click()
				await expect(async () => expect((await place.allTextContents())[0] ?? '').not.toBe(before)).toPass()
			}
		}
	})

const themeOrder = [
	...['heard', 'causes', 'vulner', 'actors', 'routes', 'law'],
	...['help', 'trust', 'media', 'gender', 'ideas'],
]

test('a key informant: two speakers, and what was said to a question stands beside the field that sums it up', async ({
	browser,
}) => {
	const { server, code } = await beginFieldwork(browser)
	const phone = new Phone()
	const page = await phone.switchOn(server.url)
	page.setDefaultTimeout(10_000)
	await phone.enrol(code)
	await page.getByRole('button', { name: 'Key informant notes' }).click()
	const said: Answers = { kii_level: 'district office', years: '7', mode: 'face to face', consent: 'yes' }
	const answers: Answers = { ...said, kii_type: 'ngo', gender: 'female', attrib: 'no', consent_audio: 'no' }
	for (;;) {
		await answerPage(phone, answers)
		await page.getByRole('button', { name: 'Next', exact: true }).click()
		await page.waitForTimeout(300)
		if ((await page.locator('.talk').count()) > 0) break
	}
	await page.getByRole('button', { name: 'The talk begins' }).click()
	await page.getByRole('button', { name: 'Informant', exact: true }).click()
	await page.locator('.turn [id$=-t_note] input').fill('Fees in advance, mostly.')
	await page.getByRole('button', { name: 'Interviewer', exact: true }).click()
	await page.screenshot({ path: 'test-results/talk-en-informant.png' })
	await expect(page.locator('.turn')).toHaveCount(2)
	await page.getByRole('button', { name: 'Next', exact: true }).click()
	await expect(page.locator('.turns-beside').first()).toContainText('Fees in advance, mostly.')
	// the other question of the page had no turn
	await expect(page.locator('.turns-beside')).toHaveCount(1)
	await page.screenshot({ path: 'test-results/talk-en-informant-beside.png' })
	await phone.switchOff()
	await server.kill()
})
