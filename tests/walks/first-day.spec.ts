import { type Browser, expect, type Page } from '@playwright/test'
import { frameTypes, readBundle } from '#shared/sync/bundle'
import { rowInMenu } from './form-bar.ts'
import { interview, interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { press } from './keyboard.ts'
import { beginFieldwork, beginWithPhone, Phone, pin, type WalkLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		practice: 'Practice interview',
		strip: 'Practice',
		begin: 'Start whole practice',
		beginShort: 'Start short practice',
		understood: 'Got it',
		noMore: 'Turn off tips',
		leave: 'Leave practice',
		continuePractice: 'Continue practice',
		stop: 'End interview',
		goOn: 'Continue interview',
		stopTitle: 'End interview',
		stopNow: 'End and save',
		over: 'Practice finished',
		toList: 'Home',
		nothingSent: 'Everything is sent. There is nothing to export.',
		hide: 'Hide screen',
		settings: 'Settings',
		help: 'Help',
		asked: 'Help and answers',
		search: 'Search',
		draftAfter: 'You started it, but did not finish it.',
		lost: 'The phone is lost or stolen',
		lostDo: 'Tell your coordinator at once, from any phone',
		word: 'stolen',
		none: 'No results.',
	},
	ur: {
		practice: 'مشقی انٹرویو',
		strip: 'مشق',
		begin: 'پوری مشق شروع کریں',
		beginShort: 'مختصر مشق شروع کریں',
		understood: 'ٹھیک ہے',
		noMore: 'اب یہ نہ دکھائیں',
		leave: 'مشقی انٹرویو چھوڑیں',
		continuePractice: 'مشق جاری رکھیں',
		stop: 'انٹرویو ختم کریں',
		goOn: 'انٹرویو جاری رکھیں',
		stopTitle: 'انٹرویو ختم کریں',
		stopNow: 'انٹرویو ختم کریں',
		over: 'مشق مکمل ہوئی',
		toList: 'ہوم پر جائیں',
		nothingSent: 'سب کچھ بھیجا جا چکا ہے۔ لے جانے کو کچھ نہیں۔',
		hide: 'اسکرین چھپائیں',
		settings: 'ترتیبات',
		help: 'مدد',
		asked: 'مدد اور سوال جواب',
		search: 'تلاش',
		draftAfter: 'آپ نے شروع کیا اور مکمل نہیں کیا۔',
		lost: 'فون گم یا چوری ہو جائے',
		lostDo: 'کسی بھی فون سے فوراً اپنے کوآرڈینیٹر کو بتائیں',
		word: 'چوری',
		none: 'یہ الفاظ یہاں نہیں ملے۔',
	},
} as const

interface Fingers {
	taps: number
	letters: number
}

/** Counts the actions of a user: taps (two for a menu: open it, choose) and typed letters. */
const countFingers = (page: Page) =>
	page.addInitScript(() => {
		const fingers = { taps: 0, letters: 0 }
		const lengths = new WeakMap<EventTarget, number>()
		const typed = 'input:not([type=radio], [type=checkbox]), textarea'
		addEventListener('pointerdown', () => fingers.taps++, true)
		addEventListener('change', ({ target }) => {
			if (target instanceof HTMLSelectElement) fingers.taps += 2
		})
		addEventListener(
			'input',
			({ target }) => {
				if (!(target instanceof HTMLElement) || !target.matches(typed)) return
				const { length } = (target as HTMLInputElement).value
				// a field is tapped once before it is typed into
				if (!lengths.has(target)) fingers.taps++
				fingers.letters += Math.max(0, length - (lengths.get(target) ?? 0))
				lengths.set(target, length)
			},
			true,
		)
		Object.assign(globalThis, { fingers })
	})
const fingersOf = (page: Page) =>
	page.evaluate(() => ({ ...(globalThis as unknown as { fingers: Fingers }).fingers }))

/** Counts the rows of every store of the phone, and lists the files outside of the database. */
const countStored = (page: Page) =>
	page.evaluate(async () => {
		const ask = <Found>(request: IDBRequest<Found>) =>
			new Promise<Found>((done, failed) => {
				request.onsuccess = () => done(request.result)
				request.onerror = () => failed(request.error)
			})
		const rows: Record<string, number> = {}
		for (const { name = '' } of await indexedDB.databases()) {
			const db = await ask(indexedDB.open(name))
			for (const store of db.objectStoreNames)
				rows[`${name} ${store}`] = await ask(db.transaction(store).objectStore(store).count())
			db.close()
		}
		return { rows, beside: [Object.keys(localStorage).sort(), Object.keys(sessionStorage).sort()] }
	})

/** Collects the revisions, readable or encrypted, that are sent to the server from now on. */
function watchSent(page: Page) {
	const sent = { requests: 0, revisions: 0 }
	const ours: number[] = [frameTypes.revision, frameTypes.sealedRevision, frameTypes.redactedRevision]
	page.on('request', (request) => {
		const body = request.method() === 'POST' ? request.postDataBuffer() : null
		if (!body) return
		sent.requests++
		sent.revisions += readBundle(body)?.frames.filter(({ type }) => ours.includes(type)).length ?? 0
	})
	return sent
}

/** A new phone with the app open, whose user's taps and letters are counted. */
async function beginFirstDay(browser: Browser, language: WalkLanguage) {
	const { server, code } = await beginFieldwork(browser, language)
	const phone = new Phone(language)
	const page = await phone.switchOn('about:blank')
	await countFingers(page)
	await page.goto(server.url)
	return { server, phone, page, code }
}

for (const language of walkLanguages('ur')) {
	const texts = textsByLanguage[language]
	const checkScreen = async (page: Page, screen: string) => {
		await screenshot(page, { path: `test-results/first-day-${screen.replaceAll(' ', '-')}-${language}.png` })
		await isAccessible(page, screen)
	}

	test(`from the enrolment code to a finished practice interview that leaves no data, in ${language}`, async ({
		browser,
	}) => {
		const { server, phone, page, code } = await beginFirstDay(browser, language)
		await expect(page.getByRole('link', { name: phone.words.setUp })).toBeVisible()
		const beganAt = Date.now()
		await phone.enrol(code)
		const enrolled = { ...(await fingersOf(page)), ms: Date.now() - beganAt }
		await phone.isInstalled()
		await expect(async () => {
			const first = await countStored(page)
			// the storage reserve is created when the phone is set up
			expect(first.beside[0]).toContain('zila-reserve')
			await page.waitForTimeout(500)
			expect(await countStored(page)).toEqual(first)
		}).toPass()
		const before = await countStored(page)
		const strip = page.getByRole('complementary', { name: texts.practice })
		// practice needs no network
		await phone.context?.setOffline(true)

		const practisedAt = Date.now()
		await page.getByRole('link', { name: texts.practice }).click()
		await expect(strip).toBeInViewport()
		await page.getByRole('button', { name: texts.begin, exact: true }).click()
		const tips: string[] = []
		const askedQuestions = await interview(
			phone,
			interviewAnswers,
			() => false,
			async () => {
				await expect(strip).toBeInViewport()
				await expect(page.locator('.save-state')).toHaveText(texts.strip)
				tips.push(...(await page.locator('.tip h2').allInnerTexts()))
			},
		)
		expect(askedQuestions).toContain('consent')
		expect(new Set(tips).size, tips.join(', ')).toBe(8)
		await expect(strip).toBeInViewport()
		const practised = Date.now() - practisedAt
		await checkScreen(page, 'practice finishing')
		await press(page.getByRole('button', { name: phone.words.finish, exact: true }), 'Enter')
		await expect(page.getByRole('heading', { name: texts.over })).toBeFocused()
		await expect(strip).toBeInViewport()
		const { taps, letters } = await fingersOf(page)
		const seconds = (ms: number) => (ms / 1000).toFixed(1)
		console.log(
			`first day, ${language}: setting up ${enrolled.taps} taps, ${enrolled.letters} letters, ${seconds(enrolled.ms)} s; ` +
				`practice interview ${taps + 1 - enrolled.taps} taps, ${letters - enrolled.letters} letters, ` +
				`${seconds(practised)} s (of a machine's fingers)`,
		)
		expect(await countStored(page)).toEqual(before)
		await checkScreen(page, 'practice finished')

		await page.getByRole('button', { name: texts.toList }).click()
		await expect(page.locator('.tabs')).toBeVisible()
		await expect(page.locator('main .list .state')).toHaveCount(0)
		await expect(page.getByText('PK607-03')).toHaveCount(0)
		await phone.context?.setOffline(false)
		const sent = watchSent(page)
		await phone.sendNow()
		await expect.poll(() => sent.requests).toBeGreaterThan(0)
		expect(sent.revisions).toBe(0)
		expect((await countStored(page)).rows).toEqual(before.rows)
		await page.goto(`${server.url}/offline-transfer`)
		await phone.unlock()
		await expect(page.getByText(texts.nothingSent)).toBeVisible()

		// a real interview is marked in the same way, from its first answer on
		await page.goto(server.url)
		await phone.unlock()
		await phone.startForm()
		await page.locator('[id$=cluster_id] input').fill('PK607-04')
		await phone.isSaved()
		await page.locator('.app-bar .icon-button').first().click()
		await expect(page.locator('main .list .state')).toHaveCount(1)
		await phone.sendNow()
		await expect.poll(() => sent.revisions).toBeGreaterThan(0)
		expect((await countStored(page)).rows).not.toEqual(before.rows)
		// a user who has practised finds the practice interview under the help
		await expect(page.getByRole('link', { name: texts.practice })).toHaveCount(0)
		await page.locator('.app-bar [aria-haspopup=dialog]').click()
		await page.getByRole('button', { name: texts.help, exact: true }).click()
		await expect(page.getByRole('link', { name: texts.practice })).toBeVisible()
		await phone.switchOff()
		await server.kill()
	})

	test(`the short practice takes few taps from the enrolment code to its end, in ${language}`, async ({
		browser,
	}) => {
		const { server, phone, page, code } = await beginFirstDay(browser, language)
		await phone.enrol(code)
		await page.getByRole('link', { name: texts.practice }).click()
		await page.getByRole('button', { name: texts.beginShort }).click()
		await interview(phone, { ...interviewAnswers, n_adults: '2' })
		await press(page.getByRole('button', { name: phone.words.finish, exact: true }), 'Enter')
		await expect(page.getByRole('heading', { name: texts.over })).toBeFocused()
		const { taps, letters } = await fingersOf(page)
		// the last button was pressed by the keyboard
		console.log(`first day, ${language}: ${taps + 1} taps, ${letters} letters with the short practice`)
		expect(taps + 1).toBeLessThanOrEqual(45)
		await phone.switchOff()
		await server.kill()
	})

	test(`every screen of a practice interview passes keyboard and accessibility checks, in ${language}`, async ({
		browser,
	}) => {
		const { server, phone } = await beginWithPhone(browser, language)
		const page = await phone.open(server.url)
		const strip = page.getByRole('complementary', { name: texts.practice })
		await checkScreen(page, 'list of a new device')
		await press(page.getByRole('link', { name: texts.practice }), 'Enter')
		await checkScreen(page, 'before practice')
		await press(page.getByRole('button', { name: texts.begin, exact: true }), 'Enter')
		await expect(page.locator('.tip')).toBeVisible()
		await checkScreen(page, 'practice with a tip')
		await press(page.getByRole('button', { name: texts.understood }), 'Enter')
		await expect(page.locator('.tip')).toHaveCount(0)
		await expect(page.locator('.fill-title')).toBeFocused()
		await interview(
			phone,
			interviewAnswers,
			(names) => names.includes('age'),
			async (names) => {
				await page.evaluate(() => scrollTo(0, 0))
				if ((await page.locator('.tip').count()) > 0) await checkScreen(page, `practice at ${names[0]}`)
			},
		)
		await press(page.getByRole('button', { name: texts.noMore }), 'Enter')
		await page.evaluate(() => scrollTo(0, 300))
		await expect(strip).toBeInViewport()
		await checkScreen(page, 'practice scrolled')
		await press(await rowInMenu(phone, texts.stop), 'Enter')
		await expect(page.getByRole('heading', { name: texts.stopTitle })).toBeVisible()
		await checkScreen(page, 'practice stopping')
		await press(page.getByRole('button', { name: texts.goOn }), 'Enter')
		await press(page.getByRole('button', { name: phone.words.sections }), 'Enter')
		await expect(page.locator('.sections .row').first()).toBeVisible()
		await checkScreen(page, 'practice sections')
		await press(page.locator('.question-rows .row:not(:disabled)').first(), 'Enter')
		await expect(page.locator('.page .question').first()).toBeVisible()
		await expect(page.locator('.tip')).toHaveCount(0)
		// an interview that is ended early ends the practice like a finished one
		await press(await rowInMenu(phone, texts.stop), 'Enter')
		await press(page.locator('.stop-view input[value=partial]'), 'Space')
		await press(page.locator('.stop-view input[value=keep]'), 'Space')
		await press(page.getByRole('button', { name: texts.stopNow, exact: true }), 'Enter')
		await expect(page.getByRole('heading', { name: texts.over })).toBeFocused()

		// hidden in the middle, the practice is continued when the phone is unlocked
		await press(page.getByRole('button', { name: texts.toList }), 'Enter')
		await press(page.locator('.app-bar [aria-haspopup=dialog]'), 'Enter')
		await press(page.getByRole('button', { name: texts.help, exact: true }), 'Enter')
		await press(page.getByRole('link', { name: texts.practice }), 'Enter')
		await press(page.getByRole('button', { name: texts.begin, exact: true }), 'Enter')
		await interview(phone, interviewAnswers, (asked) => asked.includes('contact'))
		await press(page.getByRole('button', { name: texts.hide }), 'Enter')
		await press(page.getByRole('button', { name: texts.settings }), 'Enter')
		await page.getByLabel(phone.words.yourPin).fill(pin)
		await checkScreen(page, 'practice to continue')
		await press(page.getByRole('button', { name: texts.continuePractice }), 'Enter')
		await expect(page.locator('[id$=contact] input:checked')).toHaveCount(1)
		// left with the back arrow it is in no list
		await press(page.getByRole('button', { name: texts.leave }), 'Enter')
		await expect(page.locator('.tabs')).toBeVisible()
		await expect(page.locator('main .list .state')).toHaveCount(0)
		await phone.switchOff()
		await server.kill()
	})

	test(`the help works offline and is found by a word, in ${language}`, async ({ browser }) => {
		const { server, phone } = await beginWithPhone(browser, language)
		const page = await phone.open(server.url)
		await phone.context?.setOffline(true)
		const checkScreen = async (screen: string) => {
			await screenshot(page, {
				path: `test-results/asked-${screen.replaceAll(' ', '-')}-${language}.png`,
				fullPage: true,
			})
			await isAccessible(page, screen)
		}
		await press(page.locator('.app-bar [aria-haspopup=dialog]'), 'Enter')
		await press(page.getByRole('button', { name: texts.help, exact: true }), 'Enter')
		await press(page.getByRole('link', { name: texts.asked }), 'Enter')
		await expect(page.getByRole('heading', { name: texts.asked })).toBeVisible()
		await checkScreen('what people ask')
		await press(page.locator('summary', { hasText: texts.lost }), 'Enter')
		await expect(page.getByText(texts.lostDo)).toBeVisible()
		// the status mark is that of the lists: icon, word and colour
		const draft = page.locator('dl > div').filter({ hasText: texts.draftAfter })
		await expect(draft.locator('.state.wait')).toHaveText(phone.words.draft)
		await press(page.getByLabel(texts.search), 'x')
		await page.getByLabel(texts.search).fill(texts.word)
		await expect(page.locator('details[open]')).toHaveCount(1)
		await expect(page.getByText(texts.lostDo)).toBeVisible()
		await checkScreen('a word found')
		await page.getByLabel(texts.search).fill('zzzz')
		await expect(page.getByText(texts.none)).toBeVisible()
		await checkScreen('a word not found')
		await page.getByLabel(texts.search).fill('')
		await page.evaluate(() => {
			for (const each of document.querySelectorAll('details')) each.open = true
		})
		await checkScreen('all of it open')
		await page.goBack()
		await expect(page.getByRole('heading', { name: texts.help, exact: true })).toBeVisible()
		await expect(page.getByRole('link', { name: texts.asked })).toBeVisible()
		await checkScreen('help')
		await press(page.getByRole('link', { name: texts.asked }), 'Enter')
		await expect(page.getByRole('heading', { name: texts.asked })).toBeVisible()
		await phone.switchOff()
		await server.kill()
	})
}
