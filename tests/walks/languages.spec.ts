import { expect, type Page } from '@playwright/test'
import { openReview } from './form-bar.ts'
import { interview, interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, Phone, pin, words } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { screenshot } from './screenshot.ts'
import { settled } from './settled.ts'
import { test } from './walk.ts'

/*
 * A phone in Sindhi and one in Pashto. The forms are in Urdu and English: their texts say so, and everything else is in
 * the language of the phone.
 */

/** Letters of Urdu that the language does not have: where they occur, a text was not translated. */
const urduOnly = { sd: /[ےہھٹڈڑںیۓ]/, ps: /[ےہھٹڈڑںگڪ]/ } as const
const phones = ['sd', 'ps'] as const
const goOn = { sd: 'انٽرويو جاري رکو', ps: 'مرکه جاري وساتئ' } as const
const hide = { sd: 'اسڪرين لڪايو', ps: 'سکرین پټ کړئ' } as const

/**
 * Everything on the screen is in the language of the phone or marked with its own, and nothing is cut off.
 */
async function checkLanguage(page: Page, language: 'sd' | 'ps', screen: string): Promise<void> {
	await settled(page)
	await page.evaluate(() => document.fonts.ready)
	await screenshot(page, { path: test.info().outputPath(`${screen}.png`), fullPage: true })
	const found = await page.evaluate(() => {
		const texts: { text: string; lang: string; dir: string }[] = []
		const cut: string[] = []
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const element = node.parentElement as HTMLElement
			const text = (node.textContent ?? '').trim()
			if (text === '' || element.closest('script, noscript') || !element.checkVisibility()) continue
			const lang = element.closest('[lang]')?.getAttribute('lang') ?? ''
			texts.push({ text, lang, dir: getComputedStyle(element).direction })
			const box = element.getBoundingClientRect()
			if (box.left < -1 || box.right > innerWidth + 1) cut.push(text)
			if (getComputedStyle(element).overflow === 'hidden' && element.scrollWidth > element.clientWidth + 1)
				cut.push(text)
		}
		const { lang, dir } = document.documentElement
		return { texts, cut, lang, dir, wide: document.documentElement.scrollWidth }
	})
	const own = found.texts.filter(({ lang }) => lang === language)
	expect.soft({ screen, lang: found.lang, dir: found.dir }).toEqual({ screen, lang: language, dir: 'rtl' })
	expect.soft({ screen, wide: found.wide, cut: found.cut }).toEqual({ screen, wide: 360, cut: [] })
	expect(own.length, screen).toBeGreaterThan(1)
	expect
		.soft({
			screen,
			untranslated: own
				.map(({ text }) => text)
				.filter(
					(text) =>
						urduOnly[language].test(text) ||
						/[a-z]{3}/.test(text.replace(/Zila|Amina|Add to home screen|\d+\.\d+\.\d+\+[0-9a-f]+/g, '')),
				),
		})
		.toEqual({ screen, untranslated: [] })
	// numbers, names and English texts keep their direction
	expect(found.texts.filter(({ lang, dir }) => lang === 'ur' && dir !== 'rtl')).toEqual([])
}

for (const language of phones)
	test(`an interview on a phone in ${language}, from enrolment to sync`, async ({ browser }) => {
		const { server, code } = await beginFieldwork(browser, language)
		const phone = new Phone(language)
		const page = await phone.switchOn(server.url)
		await expect(page.getByRole('link', { name: phone.words.setUp })).toBeVisible()
		await checkLanguage(page, language, 'welcome')
		await page.getByRole('link', { name: phone.words.setUp }).click()
		await page.getByLabel(phone.words.pin, { exact: true }).fill('12')
		await page.getByLabel(phone.words.code).fill('AAAAA-AAAAA')
		await page.getByRole('button', { name: phone.words.setUpNow }).click()
		await checkLanguage(page, language, 'set-up')
		await page.goto(server.url)
		await phone.enrol(code.replace('-', ' '))
		await phone.isInstalled()
		await checkLanguage(page, language, 'list-empty')
		await isAccessible(page, 'list, empty')

		await phone.startForm()
		await expect(page.locator('.page .question').first()).toBeVisible()
		// the interview has its own language: one that the form has, Urdu before English
		await expect(page.locator('main')).toHaveAttribute('lang', 'ur')
		await page.getByRole('button', { name: phone.words.next }).click()
		await expect(page.locator('.error').first()).toBeVisible()
		await checkLanguage(page, language, 'question')
		await page.getByRole('button', { name: phone.words.menu, exact: true }).click()
		await checkLanguage(page, language, 'menu')
		await page.locator('.sheet-actions button').click()
		// before that there is nothing to end
		await interview(phone, interviewAnswers, (questions) => questions.includes('contact'))
		await page.getByRole('button', { name: phone.words.menu, exact: true }).click()
		await page.locator('.sheet .row:has(.badge:not(.act, .wait))').last().click()
		const back = page.getByRole('button', { name: goOn[language], exact: true })
		await expect(back).toBeVisible()
		await checkLanguage(page, language, 'stop')
		await back.click()
		await quickInterview(phone, interviewAnswers)
		await checkLanguage(page, language, 'finish')
		await isAccessible(page, 'finish')
		await page.getByRole('button', { name: phone.words.sections }).click()
		await checkLanguage(page, language, 'sections')
		await openReview(page)
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await expect(page.locator('.receipt')).toBeVisible()
		await checkLanguage(page, language, 'receipt')
		await phone.toRecords()
		await expect(page.getByRole('link', { name: /PK607-03/ })).toBeVisible()
		await checkLanguage(page, language, 'list')
		await page.getByRole('link', { name: /PK607-03/ }).click()
		await expect(page.locator('.answers').first()).toBeVisible()
		await checkLanguage(page, language, 'record')
		await page.goto(`${server.url}/send`)
		await phone.unlock()
		await checkLanguage(page, language, 'send')
		await isAccessible(page, 'send')
		await page.getByRole('button', { name: phone.words.sendNow }).click()
		await page.locator('a[href="/offline-transfer"]').click()
		await checkLanguage(page, language, 'by-hand')
		await page.goto(`${server.url}/help`)
		await phone.unlock()
		await expect(page.getByText('1991')).toBeVisible()
		await checkLanguage(page, language, 'help')
		await page.goto(`${server.url}/settings`)
		await phone.unlock()
		await expect(page.locator('.settings-page')).toBeVisible()
		await checkLanguage(page, language, 'settings')
		await page.goto(`${server.url}/pin`)
		await phone.unlock()
		await checkLanguage(page, language, 'change-pin')
		await page.getByRole('button', { name: hide[language] }).click()
		await expect(page.getByRole('textbox').first()).toBeVisible()
		await checkLanguage(page, language, 'weather')
		await page.getByRole('button').last().click()
		await page.goto(server.url)
		await expect(page.getByLabel(phone.words.yourPin)).toBeVisible()
		await page.getByLabel(phone.words.yourPin).fill('000000')
		await expect(page.locator('.note.stop, [role=alert]').first()).toBeVisible()
		await checkLanguage(page, language, 'locked')
		// after a wrong PIN the next one is confirmed by the button
		await page.getByLabel(phone.words.yourPin).fill(pin)
		await page.getByRole('button', { name: phone.words.open, exact: true }).click()
		await phone.toRecords()
		await expect(page.getByRole('link', { name: /PK607-03/ })).toContainText(phone.words.atServer)
		await phone.switchOff()
		await server.kill()
	})

test('the invitation sets the language, and all others are available offline', async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const code = await addPerson(admin, { name: 'Shah Bano', code: 'bano', language: 'sd' })
	const phone = new Phone('en')
	const page = await phone.switchOn(server.url)
	await page.getByRole('link', { name: words.en.setUp }).click()
	await page.getByLabel(words.en.code).fill(code)
	await page.getByLabel(words.en.pin, { exact: true }).fill(pin)
	await page.getByLabel(words.en.again).fill(pin)
	await page.getByRole('button', { name: words.en.setUpNow }).click()
	await expect(page.locator('html')).toHaveAttribute('lang', 'sd')
	await phone.openTab('new')
	await expect(page.getByRole('button', { name: words.sd.household })).toBeVisible()
	await phone.isInstalled()

	await server.kill()
	await phone.switchOff()
	await phone.switchOn(server.url)
	for (const [name, language] of [
		['پښتو', 'ps'],
		['اردو', 'ur'],
		['English', 'en'],
		['سنڌي', 'sd'],
	] as const) {
		await phone.page.getByRole('button', { name }).click()
		await expect(phone.page.getByLabel(words[language].yourPin)).toBeVisible()
		await expect(phone.page.locator('html')).toHaveAttribute('dir', language === 'en' ? 'ltr' : 'rtl')
	}
	// the choice is saved
	await phone.page.reload()
	await expect(phone.page.getByLabel(words.sd.yourPin)).toBeVisible()
	await phone.switchOff()
})

test('a language that is not downloaded yet explains what to do, and nothing changes', async ({
	browser,
}) => {
	const { server } = await beginFieldwork(browser)
	const page = await browser.newPage({ locale: 'en', serviceWorkers: 'block' })
	await page.goto(server.url)
	await page.route('**/assets/*', (route) => route.abort())
	await page.getByRole('button', { name: 'پښتو' }).click()
	await expect(page.getByText('This language is not on this phone yet.')).toBeVisible()
	await expect(page.locator('html')).toHaveAttribute('lang', 'en')
	await page.unroute('**/assets/*')
	await page.getByRole('button', { name: 'سنڌي' }).click()
	await expect(page.getByRole('link', { name: words.sd.setUp })).toBeVisible()
	await expect(page.getByText(/اڃا هن فون تي ناهي/)).toHaveCount(0)
	await page.close()
	await server.kill()
})

test('Nastaliq is downloaded on request and then available offline', async ({ browser }) => {
	const { server, code } = await beginFieldwork(browser, 'ur')
	const phone = new Phone('ur')
	const page = await phone.switchOn('about:blank')
	const requestedUrls: string[] = []
	phone.context?.on('request', (request) => void requestedUrls.push(request.url()))
	await page.goto(server.url)
	await phone.enrol(code)
	await phone.isInstalled()
	await page.locator('.app-bar [aria-haspopup=dialog]').click()
	await page.locator('dialog .row').first().click()
	await expect(page.getByRole('checkbox', { name: /نستعلیق/ })).not.toBeChecked()
	expect(requestedUrls.filter((url) => /nastaliq.*woff2/.test(url))).toEqual([])
	await page.getByRole('checkbox', { name: /نستعلیق/ }).check()
	await expect(page.locator('html')).toHaveAttribute('data-letters', 'nastaliq')
	// the HTTP cache can be cleared by the browser at any time
	await (await phone.context?.newCDPSession(page))?.send('Network.clearBrowserCache')

	await server.kill()
	await phone.switchOff()
	const again = await phone.switchOn(server.url)
	await phone.unlock()
	await phone.startForm()
	const question = again.locator('.page .question').first()
	await expect(question).toBeVisible()
	await expect(again.locator('html')).toHaveAttribute('data-letters', 'nastaliq')
	const fontState = await question
		.locator('label, legend')
		.first()
		.evaluate((element) => ({
			family: getComputedStyle(element).fontFamily,
			isThere: document.fonts.check('16px "Noto Nastaliq Urdu"', 'سوال'),
		}))
	expect(fontState.family).toContain('Noto Nastaliq Urdu')
	expect(fontState.isThere).toBe(true)
	await screenshot(again, { path: test.info().outputPath('nastaliq.png'), fullPage: true })

	// turned off, the font file is deleted too
	await again.goto(`${server.url}/settings`)
	await phone.unlock()
	await again.getByRole('checkbox', { name: /نستعلیق/ }).uncheck()
	await expect(again.locator('html')).not.toHaveAttribute('data-letters')
	expect(await again.evaluate(() => caches.has('zila-nastaliq'))).toBe(false)
	await phone.switchOff()
})
