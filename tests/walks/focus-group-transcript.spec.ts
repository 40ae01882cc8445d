import { expect, type Page } from '@playwright/test'
import { inEveryWindow } from './in-every-window.ts'
import { type Answers, answerPage } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, Phone, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { unchanging } from './settled.ts'
import { fillUntil, group, seat, speak, sumUp, transcriptWords } from './transcript.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

for (const language of walkLanguages('ur'))
	test(`a focus group of eight with one refusal, in ${language}: speaker turns, killed in between, second notes, one timeline`, async ({
		browser,
	}) => {
		const texts = transcriptWords[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const districts = ['PK607']
		const secondCode = await addPerson(admin, { name: 'Bilal', code: 'bilal', districts, language })
		const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
		phone.permissions = ['geolocation', 'microphone']
		let page = await phone.open(server.url)
		page.setDefaultTimeout(10_000)
		await phone.startForm(texts.group)

		await fillUntil(page, texts, '.seat, .transcript-screen', group, () => shot(page, 'no'))
		await expect(page.getByRole('timer')).toHaveCount(0)
		await shot(page, 'before')
		await page.getByRole('button', { name: texts.begin }).click()
		await expect(page.getByRole('timer')).toBeVisible()
		// a participant who refused has no button
		await expect(seat(page, texts, 5)).toHaveCount(0)
		await expect(page.locator('.seat')).toHaveCount(8)
		await shot(page, 'begun')
		await page.locator('.guide input[type=checkbox]').first().check()

		await speak(page, texts, 'm', 'What do people here call it?')
		await speak(page, texts, 1, 'They say dunki, and mean the way to Europe.', ['heard'], true)
		await shot(page, 'turn')
		await isAccessible(page, 'a turn')
		await seat(page, texts, 2).click()
		// a wrong tap is undone
		await page.getByRole('button', { name: texts.undo, exact: true }).click()
		await expect(page.locator('.turn')).toHaveCount(2)
		await speak(page, texts, 3, 'Going with an agent.')
		// a written note cannot be undone with one tap
		await expect(page.getByRole('button', { name: texts.undo, exact: true })).toHaveCount(0)
		await page.getByRole('button', { name: texts.pause, exact: true }).click()
		await speak(page, texts, 4, '')
		await page.getByRole('button', { name: texts.resume, exact: true }).click()
		await speak(page, texts, 6, 'On television, long ago.', ['media'])
		for (let i = 0; i < 6; i++) await page.getByRole('button', { name: texts.later }).click()
		await expect(page.locator('.guide')).toContainText(texts.help)
		await speak(page, texts, 7, 'Nobody knows the number.', ['help'])
		await speak(page, texts, 8, 'One would ask the elders first.')
		// the recording is saved every few seconds
		await expect(page.locator('.recording bdi')).toHaveText(/^0:(0[7-9]|[1-9].)$/, { timeout: 15_000 })
		await phone.isSaved()
		await phone.kill()

		page = await phone.switchOn(server.url)
		page.setDefaultTimeout(10_000)
		await phone.unlock()
		await page.getByRole('link', { name: phone.words.draft }).click()
		await page.locator('.transcript-screen').waitFor()
		await expect(page.locator('.turn')).toHaveCount(7)
		await expect(page.locator('.guide')).toContainText(texts.help)
		await speak(page, texts, 1, 'The mosque says it too.')
		await speak(page, texts, 2, 'Is it free?')
		await speak(page, texts, 'm', '')
		await expect(page.locator('.turn')).toHaveCount(10)
		// an earlier turn is opened and corrected
		await page.locator('.turn-head').nth(2).click()
		await page.locator('.turn').nth(2).locator('[id$=-t_note] textarea').fill('Going with an agent, by road.')
		await shot(page, 'mended')
		await page.locator('.turn-head').nth(2).click()
		await shot(page, 'list')
		await page.getByRole('button', { name: texts.forSecond }).click()
		await expect(page.locator('.qr-code')).toBeVisible()
		await shot(page, 'square')
		const secondPhoneText = await page.locator('.second-phone button').innerText()
		const transcriptCode = /[A-HJ-NP-Z2-9]{6}/.exec(secondPhoneText)?.[0] ?? ''

		const other = new Phone(language)
		const its = await other.switchOn(server.url)
		its.setDefaultTimeout(10_000)
		await other.enrol(secondCode)
		await other.startForm(texts.second)
		const who = ['1', '2', '3', '4', '6', '7', '8']
		await fillUntil(
			its,
			texts,
			'.transcript-screen',
			{ talk_scan: transcriptCode.toLowerCase(), n_here: '8', who },
			() => shot(its, 'who'),
		)
		await expect(seat(its, texts, 5)).toHaveCount(0)
		await its.getByRole('button', { name: texts.begin }).click()
		await speak(its, texts, 7, 'The number is not known here.')
		await speak(its, texts, 8, 'Elders, then the police.')
		await shot(its, 'second')
		await its.getByRole('button', { name: texts.next, exact: true }).click()
		await its.getByRole('button', { name: texts.next, exact: true }).click()
		await its.getByRole('button', { name: texts.finish, exact: true }).click()
		await other.toRecords()
		await expect(its.getByRole('link', { name: new RegExp(transcriptCode) })).toContainText(
			other.words.atServer,
		)
		await other.switchOff()

		await page.getByRole('button', { name: texts.next, exact: true }).click()
		await expect(page.locator('[id$=-start_time] input')).not.toHaveValue('')
		await page.locator('[id$=-start_time] input').fill('10:00')
		await page.getByRole('button', { name: texts.next, exact: true }).click()
		await sumUp(page, async (row) => {
			await expect(row.locator('.related-turns li')).toHaveCount(5)
			await shot(page, 'beside')
		})
		await page.getByRole('button', { name: texts.next, exact: true }).click()
		await fillUntil(page, texts, '.finish-state', { ...group, end_time: '11:15' })
		await page.getByRole('button', { name: texts.finish, exact: true }).click()
		await phone.toRecords()
		await expect(page.getByRole('link', { name: /Dera Ghazi Khan \/ 2\b/ })).toContainText(
			phone.words.atServer,
		)

		const wide = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		const manager = await wide.newPage()
		manager.setDefaultTimeout(10_000)
		await signIn(manager, server.url, managerCode)
		await manager.goto(`${server.url}/desk/records`)
		await manager.getByRole('link', { name: /Dera Ghazi Khan \/ 2\b/ }).click()
		const timeline = manager.locator('.transcript-timeline')
		await expect(timeline).toContainText('The number is not known here.')
		await expect(timeline).toContainText('Nobody knows the number.')
		await timeline.scrollIntoViewIfNeeded()
		await inEveryWindow(manager, `talk-desk-${language}`, timeline)
		await timeline.scrollIntoViewIfNeeded()
		// the recording is uploaded after its record
		const play = timeline.getByRole('button', { name: /Play from/ }).first()
		await expect(async () => {
			await manager.reload()
			await expect(play).toBeVisible({ timeout: 3000 })
		}).toPass()
		await phone.switchOff()
		await play.click()
		await expect
			.poll(() => manager.locator('audio[autoplay]').evaluate((sound: HTMLAudioElement) => sound.readyState))
			.toBeGreaterThan(0)
		// on another press the same recording is played again
		const sound = manager.locator('audio[autoplay]')
		await sound.evaluate((player: HTMLAudioElement) => player.pause())
		await play.click()
		await expect.poll(() => sound.evaluate((player: HTMLAudioElement) => player.paused)).toBe(false)
		await server.kill()

		function shot(on: Page, name: string): Promise<unknown> {
			return screenshot(on, { path: `test-results/talk-${language}-${name}.png` })
		}
	})

test('a key informant interview: two speakers, and the notes for a question beside the field that summarises them', async ({
	browser,
}) => {
	const { server, phone } = await beginWithPhone(browser)
	phone.permissions = ['geolocation', 'microphone']
	const page = await phone.open(server.url)
	page.setDefaultTimeout(10_000)
	await phone.startForm('Key informant notes')
	const startAnswers: Answers = {
		kii_level: 'district office',
		years: '7',
		mode: 'face to face',
		consent: 'yes',
	}
	const answers: Answers = {
		...startAnswers,
		kii_type: 'ngo',
		gender: 'female',
		attrib: 'no',
		consent_audio: 'no',
	}
	const mayRecord = page.locator('[id$=-consent_audio]')
	const runs = page.getByRole('region', { name: 'Recording', exact: true })
	let ended = 0
	for (;;) {
		await answerPage(phone, answers)
		if ((await mayRecord.count()) > 0) {
			await mayRecord.locator('input[value=yes]').check()
			await page.getByRole('button', { name: 'Start recording' }).click()
			await expect(runs).toBeVisible()
			// recording stops when the consent is withdrawn
			await mayRecord.locator('input[value=no]').check()
			await expect(runs).toHaveCount(0)
			ended++
		}
		await page.getByRole('button', { name: 'Next', exact: true }).click()
		await unchanging(page)
		if ((await page.locator('.transcript-screen').count()) > 0) break
	}
	expect(ended).toBe(1)
	await page.getByRole('button', { name: 'Start discussion' }).click()
	await page.getByRole('button', { name: 'Informant', exact: true }).click()
	await page.locator('.turn [id$=-t_note] textarea').fill('Fees in advance, mostly.')
	await page.getByRole('button', { name: 'Enumerator', exact: true }).click()
	await screenshot(page, { path: 'test-results/talk-en-informant.png' })
	await expect(page.locator('.turn')).toHaveCount(2)
	await page.getByRole('button', { name: 'Next', exact: true }).click()
	await expect(page.locator('.related-turns').first()).toContainText('Fees in advance, mostly.')
	// the other question of the page had no turn
	await expect(page.locator('.related-turns')).toHaveCount(1)
	await screenshot(page, { path: 'test-results/talk-en-informant-beside.png' })
	await phone.switchOff()
	await server.kill()
})
