import { expect, type Page } from '@playwright/test'
import { inEveryWindow } from './in-every-window.ts'
import { isAccessible } from './is-accessible.ts'
import { beginFieldwork, beginWithPhone, openPage } from './people.ts'
import { publishForm } from './publish-form.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		form: 'Tea',
		silent: 'Silent',
		leave: 'Save and exit',
		aloud: 'Audio questions',
		back: 'Back to questions',
		hide: 'Hide screen',
		offered: '4 of 6 texts have audio.',
		fetch: 'Download 4 files',
		choose: 'Use بلوچی audio',
		here: '4 of 6 texts have audio on this phone.',
		away: 'No internet.',
		hear: 'Play answer: No',
		intro: 'Good day. May I ask about tea?',
		likes: 'Do you like tea?',
		yes: 'Yes',
		no: 'No',
		used: 'Audio questions: 0',
		remove: 'Remove بلوچی audio',
	},
	ur: {
		form: 'چائے',
		silent: 'خاموش',
		leave: 'فارم سے باہر جائیں؛ سب کچھ محفوظ ہے',
		aloud: 'آڈیو سوالات',
		back: 'واپس سوالات پر',
		hide: 'اسکرین چھپائیں',
		offered: '6 میں سے 4 آوازیں ریکارڈ ہو چکی ہیں۔',
		fetch: '4 فائلیں ڈاؤن لوڈ کریں',
		choose: 'بلوچی میں سنائیں',
		here: '6 میں سے 4 آوازیں اس فون پر ہیں۔',
		away: 'نیٹ ورک نہیں ہے۔',
		hear: 'یہ جواب سنیں: نہیں',
		intro: 'سلام۔ کیا میں چائے کا پوچھوں؟',
		likes: 'کیا آپ کو چائے پسند ہے؟',
		yes: 'ہاں',
		no: 'نہیں',
		used: 'سنانے والی آوازیں: 0',
		remove: 'بلوچی اس فون سے ہٹائیں',
	},
} as const

/** Matches a text whose values may be surrounded by direction marks. */
const ignoringMarks = (text: string) =>
	new RegExp(text.replace(/[.?]/g, '\\$&').replace(/\d+|بلوچی|(?<=: ).+$/g, '\u2068?$&\u2069?'))

const form = (likes = 'کیا آپ کو چائے پسند ہے؟') => `## survey
| type | name | label::English (en) | label::اردو (ur) |
| --- | --- | --- | --- |
| begin group | first | First | پہلے |
| note | intro | Good day. May I ask about tea? | سلام۔ کیا میں چائے کا پوچھوں؟ |
| end group | | | |
| begin group | second | Second | دوسرے |
| select_one yn | likes | Do you like tea? | ${likes} |
| end group | | | |
| begin group | third | Third | تیسرے |
| integer | cups | How many cups? | کتنے کپ؟ |
| text | more | What else? | اور کیا؟ |
| end group | | | |
## choices
| list_name | name | label::English (en) | label::اردو (ur) |
| --- | --- | --- | --- |
| yn | yes | Yes | ہاں |
| yn | no | No | نہیں |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language |
| --- | --- | --- | --- |
| tea | Tea | چائے | English (en) |
`

/**
 * Returns a tone in a format that every browser plays. Each test uses another frequency, so that all digests
 * differ.
 */
function tone(seconds: number, hertz: number): Buffer {
	const rate = 8000
	const samples = Buffer.alloc(rate * seconds)
	for (let i = 0; i < samples.length; i++) samples[i] = 128 + 60 * Math.sin((2 * Math.PI * hertz * i) / rate)
	const head = Buffer.alloc(44)
	head.write('RIFF', 0)
	head.writeUInt32LE(36 + samples.length, 4)
	head.write('WAVEfmt ', 8)
	head.writeUInt32LE(16, 16)
	head.writeUInt16LE(1, 20)
	head.writeUInt16LE(1, 22)
	head.writeUInt32LE(rate, 24)
	head.writeUInt32LE(rate, 28)
	head.writeUInt16LE(1, 32)
	head.writeUInt16LE(8, 34)
	head.write('data', 36)
	head.writeUInt32LE(samples.length, 40)
	return Buffer.concat([head, samples])
}
const sound = (name: string, buffer: Buffer) => ({ name, mimeType: 'audio/wav', buffer })

/** Runs in the page: counts the playing sounds, which are not elements of the page. */
function watchSounds() {
	const all: HTMLMediaElement[] = []
	const play = HTMLMediaElement.prototype.play
	HTMLMediaElement.prototype.play = function () {
		if (!all.includes(this)) all.push(this)
		return play.call(this)
	}
	Object.assign(globalThis, { playing: () => all.filter((each) => !each.paused).length })
}
const playing = (page: Page) =>
	page.evaluate(() => (globalThis as unknown as { playing: () => number }).playing())

async function recordAtDesk(desk: Page): Promise<void> {
	await publishForm(desk, 'silent', form().replace('| tea | Tea | چائے |', '| silent | Silent | خاموش |'))
	await publishForm(desk, 'tea', form())
	await openPage(desk, 'Forms')
	await desk
		.getByRole('button', { name: /Tea, version 1|Open version 1 of Tea/ })
		.first()
		.click()
	await desk.getByRole('button', { name: 'Audio questions', exact: true }).click()
	const tool = desk.getByRole('region', { name: 'Audio questions' })
	await tool.getByLabel('Spoken language').selectOption('bal')
	await expect(tool.getByText('0 of 6 texts recorded.')).toBeVisible()

	// one text is recorded with the microphone
	const intro = tool.getByRole('row').filter({ hasText: 'سلام' })
	await intro.getByRole('button', { name: /^Record audio: / }).click()
	await intro.getByRole('button', { name: /^Stop and save: / }).waitFor()
	// the recording needs some time
	await desk.waitForTimeout(1500)
	await intro.getByRole('button', { name: /^Stop and save: / }).click()
	await expect(intro).toContainText('Recorded')
	// it is played, and stopped with the same button
	await intro.getByRole('button', { name: /^Play: / }).click()
	await intro.getByRole('button', { name: /^Stop playback: / }).click()
	await expect(intro.getByRole('button', { name: /^Play: / })).toBeVisible()
	// a recording that could not be uploaded is not lost
	const uploadRoute = '**/api/forms/tea/audio'
	await desk.route(uploadRoute, (route) =>
		route.request().method() === 'POST' ? route.abort() : route.continue(),
	)
	await intro.getByRole('button', { name: /^Record again: / }).click()
	await desk.waitForTimeout(1500)
	await intro.getByRole('button', { name: /^Stop and save: / }).click()
	await expect(desk.getByRole('alert')).toBeVisible()
	await desk.unroute(uploadRoute)
	await intro.getByRole('button', { name: /^Retry upload: / }).click()
	await expect(intro.getByRole('button', { name: /^Retry upload: / })).toHaveCount(0)
	await expect(desk.getByRole('alert')).toHaveCount(0)

	// the other texts as files named after their questions; a file that is no audio is reported
	await tool
		.getByLabel('Upload audio files')
		.setInputFiles([
			sound('likes.wav', tone(2, 300)),
			sound('cups.wav', Buffer.from('cannot play this audio file')),
			sound('likes-yes.wav', tone(2, 400)),
			sound('likes-no.wav', tone(2, 500)),
			sound('coffee.wav', tone(1, 600)),
		])
	await expect(tool.getByText('3 files uploaded.')).toBeVisible()
	await expect(tool.getByText('These file names match no text of the form: coffee.wav.')).toBeVisible()
	await expect(tool.getByRole('listitem')).toHaveText(/^cups.wav: Phones cannot play this audio file/)
	await expect(tool.getByText('4 of 6 texts recorded.')).toBeVisible()
	const cups = tool.getByRole('row').filter({ hasText: 'کتنے کپ' })
	await cups
		.getByLabel(/^Upload file: /)
		.setInputFiles({ name: 'cups.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('<html>no sound</html>') })
	await expect(desk.getByRole('alert')).toContainText('Phones cannot play this audio file')
	await expect(cups).toContainText('Not recorded')
	await isAccessible(desk, 'texts to be read aloud')
	await inEveryWindow(desk, 'aloud-desk', desk.locator('.tool'))
}

for (const language of walkLanguages('ur'))
	test(`audio questions are recorded at the desk and played on an offline phone while the text is followed (${language})`, async ({
		browser,
	}) => {
		const texts = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		await recordAtDesk(desk)

		phone.initScripts.push(watchSounds)
		const page = await phone.open(server.url)
		// this form has no audio, and no audio button is shown
		const listResponse = page.waitForResponse(/\/aloud\/forms\/silent$/)
		await phone.startForm(texts.silent)
		await expect(page.locator('.app-bar-title')).toBeVisible()
		await listResponse
		await expect(page.getByRole('button', { name: texts.aloud, exact: true })).toHaveCount(0)
		await page.getByRole('button', { name: texts.leave }).click()
		await phone.startForm(texts.form)
		const aloud = page.getByRole('button', { name: texts.aloud, exact: true })
		const read = page.locator('.audio-button')
		const marked = page.locator('.being-read')
		await expect(read).toHaveCount(0)

		// nothing is downloaded automatically
		await aloud.click()
		await expect(page.getByText(ignoringMarks(texts.offered))).toBeVisible()
		await isAccessible(page, 'languages to be read aloud')
		await screenshot(page, { path: `test-results/aloud-offered-${language}.png` })
		// two taps download it once
		let lists = 0
		page.on('request', (request) => {
			if (request.url().endsWith('/aloud/forms/tea/bal')) lists++
		})
		await page
			.getByRole('button', { name: ignoringMarks(texts.fetch) })
			.evaluate((button: HTMLButtonElement) => [button.click(), button.click()])
		await expect(page.getByText(ignoringMarks(texts.here))).toBeVisible()
		expect(lists).toBe(1)
		await page.getByRole('button', { name: ignoringMarks(texts.choose) }).click()
		await screenshot(page, { path: `test-results/aloud-here-${language}.png` })
		await phone.context?.setOffline(true)
		await page.getByRole('button', { name: texts.back }).click()

		// the recording of the microphone is played while its text is marked
		await read.click()
		await expect(marked).toHaveText(texts.intro)
		expect(await playing(page)).toBe(1)
		await expect(marked).toHaveCount(0)
		await expect.poll(() => playing(page)).toBe(0)

		// the question is played, then its choices one after the other
		await page.getByRole('button', { name: phone.words.next }).click()
		await expect(page.locator('.spoken-choice .icon-button')).toHaveCount(2)
		await isAccessible(page, 'a question that can be read aloud')
		await read.click()
		await expect(marked).toHaveText(texts.likes)
		await screenshot(page, { path: `test-results/aloud-question-${language}.png` })
		await expect(marked).toHaveText(texts.yes)
		await expect(marked).toBeInViewport()
		await screenshot(page, { path: `test-results/aloud-answer-${language}.png` })
		await isAccessible(page, 'a question that is being read')
		await expect(marked).toHaveText(texts.no)
		await expect(marked).toHaveCount(0)

		// a single choice is played; tapping its button does not select it
		await page.getByRole('button', { name: ignoringMarks(texts.hear) }).click()
		await expect(marked).toHaveText(texts.no)
		await expect(page.locator('input:checked')).toHaveCount(0)
		await expect(marked).toHaveCount(0)

		// the keyboard starts it, and the same key stops it
		await read.focus()
		await page.keyboard.press('Enter')
		await expect(marked).toHaveText(texts.likes)
		await page.keyboard.press('Enter')
		await expect(marked).toHaveCount(0)
		await expect.poll(() => playing(page)).toBe(0)

		// another page stops it; a text without a recording shows no button
		await page.locator('input[value="yes"]').check()
		await read.click()
		await expect(marked).toHaveText(texts.likes)
		await page.getByRole('button', { name: phone.words.next }).click()
		await expect(page.locator('input').first()).toBeVisible()
		await expect.poll(() => playing(page)).toBe(0)
		await expect(read).toHaveCount(0)

		// hiding the screen stops the sound at once; afterwards the chosen language is still set
		await page.locator('.foot button').nth(0).click()
		await read.click()
		await expect(marked).toHaveText(texts.likes)
		await phone.isSaved()
		await page.getByRole('button', { name: texts.hide }).click()
		// within the next frame
		await expect.poll(() => playing(page), { timeout: 1000 }).toBe(0)
		await page.goto(server.url)
		await page.evaluate(() => sessionStorage.clear())
		await page.goto(server.url)
		await phone.unlock()
		await page.locator('.app-bar [aria-haspopup=dialog]').click()
		await page.locator('dialog .row').first().click()
		await expect(page.getByText(ignoringMarks(texts.used))).toBeVisible()
		await page.locator('.app-bar button').first().click()
		await page.getByRole('link', { name: phone.words.draft }).click()
		await expect(read).toHaveCount(1)
		await aloud.click()
		await expect(page.getByText(texts.away)).toBeVisible()
		await expect(page.getByText(ignoringMarks(texts.here))).toBeVisible()

		// the audio can be removed from the phone again
		await page.getByRole('button', { name: ignoringMarks(texts.remove) }).click()
		await expect(page.getByText(ignoringMarks(texts.here))).toHaveCount(0)
		await page.getByRole('button', { name: texts.back }).click()
		await expect(read).toHaveCount(0)
		await phone.switchOff()
	})

test('the audio of a changed text is not played until it is confirmed', { tag: '@long' }, async ({
	browser,
}) => {
	const { admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	await recordAtDesk(desk)
	const file = { name: 'tea.md', mimeType: 'text/markdown', buffer: Buffer.from(form('چائے پسند ہے؟')) }
	await desk.getByLabel('Upload form').setInputFiles(file)
	await desk.getByRole('button', { name: 'Publish version 2' }).click()
	await desk
		.getByRole('button', { name: /version 2/i })
		.first()
		.click()
	await desk.getByRole('button', { name: 'Audio questions', exact: true }).click()
	const tool = desk.getByRole('region', { name: 'Audio questions' })
	await tool.getByLabel('Spoken language').selectOption('bal')
	await expect(tool.getByText('3 of 6 texts recorded.')).toBeVisible()
	const likes = tool.getByRole('row').filter({ hasText: 'چائے پسند ہے؟' })
	await expect(likes).toContainText('Text changed')
	await tool.getByLabel('Missing only').check()
	await expect(tool.getByRole('row')).toHaveCount(4)
	await likes.getByRole('button', { name: /^Confirm recording: / }).click()
	await expect(tool.getByText('4 of 6 texts recorded.')).toBeVisible()
	await tool.getByLabel('Missing only').uncheck()
	await likes.getByRole('button', { name: /^Remove: / }).click()
	await expect(tool.getByText('3 of 6 texts recorded.')).toBeVisible()
})
