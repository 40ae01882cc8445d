import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, expect, type Page } from '@playwright/test'
import type { NewPerson } from '#shared/people/people'
import { launchOptions, wholeChromium } from '../../playwright.config.ts'
import { addPersonByApi, password, signInByName, signInWithCode } from './desk-api.ts'
import { onceOnDisk } from './once-on-disk.ts'
import { copyOf, newFolder, preparedFolder, startPrepared } from './prepared.ts'
import { startZila, type ZilaServer } from './zila-server.ts'

export { password } from './desk-api.ts'
export const pin = '482915'

/** Texts of the screens by language, so that a walk can run in any. */
export const words = {
	en: {
		setUp: 'Enrol this phone',
		code: 'Enrolment code',
		pin: 'New PIN',
		again: 'Confirm new PIN',
		setUpNow: 'Enrol',
		yourPin: 'Your PIN',
		open: 'Unlock',
		household: 'Household survey',
		next: 'Next',
		finish: 'Finish',
		kept: 'Saved',
		draft: 'Draft',
		onlyHere: 'Not sent yet',
		atServer: 'Sent',
		sendNow: 'Sync now',
		correct: 'Correct record',
		sections: 'Sections',
		menu: 'Menu',
	},
	ur: {
		setUp: 'یہ فون رجسٹر کریں',
		code: 'رجسٹریشن کوڈ',
		pin: 'پن کوڈ چنیں',
		again: 'وہی پن کوڈ دوبارہ',
		setUpNow: 'رجسٹر کریں',
		yourPin: 'آپ کا پن کوڈ',
		open: 'کھولیں',
		household: 'گھریلو سروے',
		next: 'آگے',
		finish: 'مکمل کریں',
		kept: 'محفوظ',
		draft: 'مسودہ',
		onlyHere: 'ابھی نہیں بھیجا',
		atServer: 'بھیج دیا گیا',
		sendNow: 'ابھی بھیجیں',
		correct: 'درست کریں',
		sections: 'حصے',
		menu: 'مینو',
	},
	// the form is not translated: its title is in Urdu
	sd: {
		setUp: 'هي فون تيار ڪريو',
		code: 'هڪ ڀيري جو ڪوڊ',
		pin: 'پن چونڊيو',
		again: 'ساڳيو پن ٻيهر',
		setUpNow: 'تيار ڪريو',
		yourPin: 'توهان جو پن',
		open: 'کوليو',
		household: 'گھریلو سروے',
		next: 'اڳتي',
		finish: 'مڪمل ڪريو',
		kept: 'فون تي محفوظ',
		draft: 'مسودو',
		onlyHere: 'رڳو هن فون تي',
		atServer: 'سرور تي پهتو',
		sendNow: 'هاڻي موڪليو',
		correct: 'درست ڪريو',
		sections: 'حصا',
		menu: 'مينيو',
	},
	ps: {
		setUp: 'دا فون تیار کړئ',
		code: 'د یو ځل کوډ',
		pin: 'پن وټاکئ',
		again: 'هماغه پن بیا',
		setUpNow: 'تیار کړئ',
		yourPin: 'ستاسو پن',
		open: 'خلاص کړئ',
		household: 'گھریلو سروے',
		next: 'مخکې',
		finish: 'پوره یې کړئ',
		kept: 'په فون کې خوندي',
		draft: 'مسوده',
		onlyHere: 'یوازې په دې فون کې',
		atServer: 'سرور ته رسېدلی',
		sendNow: 'اوس ولېږئ',
		correct: 'سم یې کړئ',
		sections: 'برخې',
		menu: 'مینو',
	},
} as const
export type WalkLanguage = keyof typeof words
/** Languages of the shipped forms. */
export type FormLanguage = 'en' | 'ur'

const switchedOn = new Set<Phone>()
export const switchOffPhones = (): Promise<unknown> =>
	Promise.all([...switchedOn].map((phone) => phone.switchOff()))

/** The memory of an enumerator's phone decides what deriving a key from its PIN costs: this machine has more. */
const asPhoneOfTwoGb = () => Object.defineProperty(navigator, 'deviceMemory', { get: () => 2 })

/** A phone: a browser whose profile on disk outlives it. */
export class Phone {
	readonly profile: string
	readonly language: WalkLanguage
	context: BrowserContext | null = null
	/** Uses Chromium with windows: the headless shell has no settings for single origins. */
	isWholeChromium = false
	/** Scripts that run in every page before its own. */
	readonly initScripts: (() => void)[] = []
	/**
	 * Permissions of the browser context. If any is set, the browser denies all others, whatever its settings.
	 */
	permissions: readonly string[] = ['geolocation']
	#page: Page | null = null
	/** Process id of the main process of the browser. */
	#browser = 0

	constructor(language: WalkLanguage = 'en', profile = newFolder('phone')) {
		this.language = language
		this.profile = profile
	}
	get page(): Page {
		if (!this.#page) throw new Error('the browser of the phone is closed')
		return this.#page
	}
	get words() {
		return words[this.language]
	}
	async switchOn(url: string): Promise<Page> {
		this.context = await chromium.launchPersistentContext(this.profile, {
			...(this.isWholeChromium ? wholeChromium : launchOptions),
			viewport: { width: 360, height: 640 },
			isMobile: true,
			hasTouch: true,
			serviceWorkers: 'allow',
			locale: this.language,
			geolocation: { latitude: 30.05, longitude: 70.63, accuracy: 12 },
			...(this.permissions.length > 0 ? { permissions: [...this.permissions] } : {}),
		})
		switchedOn.add(this)
		this.#browser = await browserOf(this.context)
		await this.context.addInitScript(asPhoneOfTwoGb)
		for (const script of this.initScripts) await this.context.addInitScript(script)
		this.#page = this.context.pages()[0] ?? (await this.context.newPage())
		await this.#page.goto(url)
		return this.#page
	}
	/** Kills the browser process with SIGKILL, as a phone that runs out of memory does. */
	async kill(): Promise<void> {
		process.kill(this.#browser, 'SIGKILL')
		await this.context?.close().catch(() => undefined)
		this.context = null
		this.#page = null
	}
	async switchOff(): Promise<void> {
		switchedOn.delete(this)
		await this.context?.close()
		this.context = null
		this.#page = null
	}
	/** Waits until the service worker has cached everything: from here on the server may stop. */
	async isInstalled(): Promise<void> {
		await this.page.waitForFunction(async () => {
			await navigator.serviceWorker.ready
			return true
		})
	}
	/** Waits until the form shows that all answers are saved. */
	async isSaved(): Promise<void> {
		const state = this.page.locator('.save-state[aria-busy=false]')
		await expect(state).toHaveText(this.words.kept)
	}
	/** Enrols the phone. `first`: text expected on the first screen, by default its tabs. */
	async enrol(code: string, first?: string): Promise<void> {
		const { page, words: texts } = this
		await page.getByRole('link', { name: texts.setUp }).click()
		await page.getByLabel(texts.code).fill(code.toLowerCase().replace('-', ' '))
		await page.getByLabel(texts.pin, { exact: true }).fill(pin)
		await page.getByLabel(texts.again).fill(pin)
		await page.getByRole('button', { name: texts.setUpNow }).click()
		// there when the forms have arrived: nothing to do yet, a record that waits for its correction, or households, which come after forms
		const arrived = ['.empty-note a[href="/new"]', 'main a[href^="/record/"]', 'main a[href="/households"]']
		if (!first) await expect(page.locator(arrived.join(', ')).first()).toBeVisible()
		await this.#hasList(first)
	}
	/** Opens the app on an enrolled phone and enters the PIN. `first`: as with `enrol`. */
	async open(url: string, first?: string): Promise<Page> {
		await this.switchOn(url)
		await this.unlock()
		await this.#hasList(first)
		return this.page
	}
	#hasList(first?: string): Promise<void> {
		const { page } = this
		return expect(first ? page.getByText(first).first() : page.locator('.tabs')).toBeVisible()
	}
	/** Opens a tab of the home screen, from any screen that leads back to it. */
	async openTab(tab: 'today' | 'households' | 'new' | 'records'): Promise<void> {
		const { page } = this
		const path = tab === 'today' ? '/' : `/${tab}`
		const link = page.locator(`.tabs a[href="${path}"]`)
		// the form of a household is left for its page
		if (new URL(page.url()).pathname === '/household') await page.locator('.app-bar button').first().click()
		else if (!(await link.isVisible())) await page.locator('.app-foot a').last().or(link).first().click()
		await link.click()
		await expect(link).toHaveAttribute('aria-current', 'page')
	}
	/** Starts a form from the tab New; by default the household survey. */
	async startForm(name: string = this.words.household): Promise<void> {
		await this.openTab('new')
		await this.page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
	}
	/** Leaves the receipt of a finished record, and opens the list of all records. */
	async toRecords(): Promise<void> {
		const { page } = this
		await expect(page.locator('.receipt, .tabs').first()).toBeVisible()
		if (await page.locator('.receipt').isVisible()) await page.locator('.app-foot a').last().click()
		await this.openTab('records')
	}
	async unlock(): Promise<void> {
		const { page, words: texts } = this
		// opens at the last digit
		await page.getByLabel(texts.yourPin).fill(pin)
		await expect(page.getByLabel(texts.yourPin)).toHaveCount(0)
	}
	/** Locks the app from the menu of a screen outside a form. */
	async lock(): Promise<void> {
		await this.page.locator('.app-bar [aria-haspopup=dialog]').click()
		await this.page.locator('dialog .row').nth(2).click()
	}
	async sendNow(): Promise<void> {
		const { page, words: texts } = this
		await page.locator('a[href="/send"]').click()
		await page.getByRole('button', { name: texts.sendNow }).click()
		await page.locator('.app-bar button').first().click()
	}
}

async function browserOf(context: BrowserContext): Promise<number> {
	const session = await context.browser()?.newBrowserCDPSession()
	const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo')) ?? {}
	await session?.detach()
	const browser = processInfo.find(({ type }) => type === 'browser')
	if (!browser) throw new Error('no browser process to kill')
	return browser.id
}

/** Signs a user in with an enrolment code, and opens the desk. The sign-in screen has walks of its own. */
export async function signIn(page: Page, url: string, code: string): Promise<void> {
	await signInWithCode(url, code, page.context())
	await page.goto(`${url}/desk`)
	await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
}

/** Opens a page of the desk from its navigation; a group that is closed is opened first. */
export async function openPage(page: Page, name: string | RegExp): Promise<void> {
	const nav = page.locator('.desk-nav')
	// a page may show a number of items that wait
	const counted = (text: string) =>
		new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}( [\\d,]+\\+?)?$`)
	const link = nav.getByRole('link', { name: typeof name === 'string' ? counted(name) : name })
	if (!(await link.isVisible())) {
		const closed = nav.locator('button[aria-expanded="false"]')
		while ((await closed.count()) > 0) await closed.first().click()
	}
	await link.click()
}

/** Opens all records as one large table. */
export async function openTable(page: Page): Promise<void> {
	await openPage(page, 'Records')
	await page.getByRole('navigation', { name: 'Records' }).getByRole('link', { name: 'Table' }).click()
}

/** Opens the account of the user, from the menu at the desk. */
export async function openAccount(page: Page): Promise<void> {
	await page.locator('.account-menu > summary').click()
	await page.locator('.account-menu a[href="/desk/account"]').click()
}

/** Chooses a language; at the desk it is in the menu of the account. */
export async function pressLanguage(page: Page, name: string): Promise<void> {
	const menu = page.locator('.account-menu > summary')
	await menu.or(page.getByRole('button', { name })).first().waitFor()
	const isDesk = (await menu.count()) > 0
	const closed = page.locator('.account-menu:not([open]) > summary')
	if ((await closed.count()) > 0) await closed.click()
	await page.getByRole('button', { name }).click()
	if (isDesk) await page.keyboard.press('Escape')
}

/** Signs in on the sign-in screen, with an enrolment code. */
export async function signInByScreen(page: Page, url: string, code: string): Promise<void> {
	await page.goto(`${url}/desk#code=${code}`)
	await page.getByLabel('New password').fill(password)
	await page.getByRole('button', { name: 'Sign in' }).click()
	await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
}

/** A user who is signed in at the desk: one of their pages, or an administrator without an open page. */
export type SignedIn = Pick<Page, 'context' | 'url'>

/** Adds a user. Returns the enrolment code. */
export const addPerson = (
	by: SignedIn,
	person: Pick<NewPerson, 'name' | 'code'> & Partial<NewPerson>,
): Promise<string> =>
	addPersonByApi(by.context(), new URL(by.url()).origin, {
		role: 'enumerator',
		districts: 'all',
		language: 'ur',
		...person,
	})

export interface Fieldwork {
	readonly server: ZilaServer
	readonly admin: Administrator
	/** Enrolment code of Amina, an enumerator of Dera Ghazi Khan. */
	readonly code: string
}

/** Starts a server with an administrator and one enumerator who has no phone yet. */
export async function beginFieldwork(browser: Browser, language: WalkLanguage = 'en'): Promise<Fieldwork> {
	const { server, admin } = await administered(browser, await startPrepared('survey'))
	return { server, admin, code: await addAmina(admin, language) }
}

const addAmina = (admin: Administrator, language: WalkLanguage): Promise<string> =>
	addPerson(admin, { name: 'Amina', code: 'amina', districts: ['PK607'], language })

/**
 * Starts a fieldwork together with the phone of Amina, which was set up and used the day before. It is off,
 * and `phone.open(server.url)` opens it. Enrolment has walks of its own; here it is done once per worker and
 * profile and store are copied. Browsers store data by address, so the server gets the port of its worker.
 */
export async function beginWithPhone(
	browser: Browser,
	language: WalkLanguage = 'en',
): Promise<Omit<Fieldwork, 'code'> & { readonly phone: Phone }> {
	const port = Number(process.env.ZILA_WALK_PORT) + Number(process.env.TEST_PARALLEL_INDEX)
	const folder = join(preparedFolder(), `enrolled-${language}-${port}`)
	await onceOnDisk(folder, async (unfinished) => {
		const { server, admin } = await administered(browser, await startPrepared('survey', { port }))
		const phone = new Phone(language)
		await phone.switchOn(server.url)
		await phone.enrol(await addAmina(admin, language))
		await phone.isInstalled()
		await phone.page.evaluate(lastUsedYesterday)
		await phone.switchOff()
		await admin.context().close()
		await server.stop()
		renameSync(phone.profile, join(unfinished, 'profile'))
		renameSync(server.dataFolder, join(unfinished, 'data'))
	})
	const dataFolder = copyOf(join(folder, 'data'))
	const { server, admin } = await administered(browser, await startZila({ port, dataFolder }))
	return { server, admin, phone: new Phone(language, copyOf(join(folder, 'profile'))) }
}

/** Runs in the page. A phone whose last sync is long ago syncs as soon as it is opened. */
async function lastUsedYesterday(): Promise<void> {
	const db = await new Promise<IDBDatabase>((opened, failed) => {
		const request = indexedDB.open('zila')
		request.onsuccess = () => opened(request.result)
		request.onerror = () => failed(request.error)
	})
	const trx = db.transaction('enrolments', 'readwrite')
	const store = trx.objectStore('enrolments')
	const all = store.getAll()
	all.onsuccess = () => {
		for (const row of all.result as { lastSyncAt: number }[])
			store.put({ ...row, lastSyncAt: row.lastSyncAt - 86_400_000 })
	}
	await new Promise((written) => {
		trx.oncomplete = written
	})
	db.close()
}

/** Starts a server for the helpline alone. */
export const beginHelpline = async (browser: Browser) =>
	administered(browser, await startPrepared('helpline'))

/** A signed-in administrator without an open page: most walks need one only before they begin. */
export interface Administrator extends SignedIn {
	/** Opens the desk at the list of users. */
	desk(): Promise<Page>
}

async function administered(
	browser: Browser,
	server: ZilaServer,
): Promise<{ readonly server: ZilaServer; readonly admin: Administrator }> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signInByName(context, server.url, 'admin')
	const admin: Administrator = {
		context: () => context,
		url: () => server.url,
		async desk() {
			const page = await context.newPage()
			await page.goto(`${server.url}/desk/people`)
			await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
			return page
		},
	}
	return { server, admin }
}
