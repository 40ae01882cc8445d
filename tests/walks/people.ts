import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, expect, type Page } from '@playwright/test'
import { launchOptions } from '../../playwright.config.ts'
import { startZila, type ZilaServer } from './zila-server.ts'

export const pin = '482915'
export const password = 'several plain words'

/** Words on the screen in each language, so that a walk can be made in any. */
export const words = {
	en: {
		setUp: 'Set up this phone',
		code: 'One-time code',
		pin: 'Choose a PIN',
		again: 'The same PIN again',
		setUpNow: 'Set up',
		yourPin: 'Your PIN',
		open: 'Open',
		household: 'Household survey',
		next: 'Next',
		finish: 'Finish',
		kept: 'Kept on phone',
		draft: 'Draft',
		onlyHere: 'Only on this phone',
		atServer: 'At the server',
		sendNow: 'Send now',
		correct: 'Correct',
		sections: 'Sections',
	},
	ur: {
		setUp: 'یہ فون تیار کریں',
		code: 'ایک بار کا کوڈ',
		pin: 'پن چنیں',
		again: 'وہی پن دوبارہ',
		setUpNow: 'تیار کریں',
		yourPin: 'آپ کا پن',
		open: 'کھولیں',
		household: 'گھریلو سروے',
		next: 'آگے',
		finish: 'مکمل کریں',
		kept: 'فون پر محفوظ',
		draft: 'مسودہ',
		onlyHere: 'صرف اس فون پر',
		atServer: 'سرور پر پہنچ گیا',
		sendNow: 'ابھی بھیجیں',
		correct: 'درست کریں',
		sections: 'حصے',
	},
	// the form is not translated: its title stands in Urdu
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
	},
} as const
export type WalkLanguage = keyof typeof words
/** In which the forms are written. */
export type FormLanguage = 'en' | 'ur'

/** A phone: a browser with a profile on disk that outlives it. */
export class Phone {
	readonly profile: string
	readonly language: WalkLanguage
	context: BrowserContext | null = null
	/** With any given from outside the browser denies all others, also what its own settings allow. */
	permissions: readonly string[] = ['geolocation']
	#page: Page | null = null
	/** Of the browser's first process. */
	#browser = 0

	constructor(language: WalkLanguage = 'en', profile = mkdtempSync(join(tmpdir(), 'zila-phone-'))) {
		this.language = language
		this.profile = profile
	}
	get page(): Page {
		if (!this.#page) throw new Error('the phone is off')
		return this.#page
	}
	get words() {
		return words[this.language]
	}
	async switchOn(url: string): Promise<Page> {
		this.context = await chromium.launchPersistentContext(this.profile, {
			...launchOptions,
			viewport: { width: 360, height: 640 },
			isMobile: true,
			hasTouch: true,
			locale: this.language,
			geolocation: { latitude: 30.05, longitude: 70.63, accuracy: 12 },
			...(this.permissions.length > 0 ? { permissions: [...this.permissions] } : {}),
		})
		this.#browser = await browserOf(this.context)
		this.#page = this.context.pages()[0] ?? (await this.context.newPage())
		await this.#page.goto(url)
		return this.#page
	}
	/** kill −9 of the browser's process, as a phone that runs out of memory would; at once, whatever it is doing. */
	async kill(): Promise<void> {
		process.kill(this.#browser, 'SIGKILL')
		await this.context?.close().catch(() => undefined)
		this.context = null
		this.#page = null
	}
	async switchOff(): Promise<void> {
		await this.context?.close()
		this.context = null
		this.#page = null
	}
	/** The service worker has everything: from here on the server may go. */
	async isInstalled(): Promise<void> {
		await this.page.waitForFunction(async () => {
			await navigator.serviceWorker.ready
			return true
		})
	}
	/** All that was given is on the disk, and the form says so. */
	async hasKept(): Promise<void> {
		const state = this.page.locator('.keep-state[aria-busy=false]')
		await expect(state).toHaveText(this.words.kept)
	}
	/** `first`: what then stands on the screen, where it is not the household survey to begin. */
	async enrol(code: string, first?: string): Promise<void> {
		const { page, words: say } = this
		await page.getByRole('link', { name: say.setUp }).click()
		await page.getByLabel(say.code).fill(code.toLowerCase().replace('-', ' '))
		await page.getByLabel(say.pin).fill(pin)
		await page.getByLabel(say.again).fill(pin)
		await page.getByRole('button', { name: say.setUpNow }).click()
		await expect(
			first ? page.getByRole('heading', { name: first }) : page.getByRole('button', { name: say.household }),
		).toBeVisible()
	}
	async unlock(): Promise<void> {
		const { page, words: say } = this
		await page.getByLabel(say.yourPin).fill(pin)
		await page.getByRole('button', { name: say.open, exact: true }).click()
		await expect(page.getByLabel(say.yourPin)).toHaveCount(0)
	}
	async sendNow(): Promise<void> {
		const { page, words: say } = this
		await page.locator('a[href="/send"]').click()
		await page.getByRole('button', { name: say.sendNow }).click()
		await page.locator('a[href="/"]').first().click()
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

/** The desk of one person in a browser of its own. */
export async function signIn(page: Page, url: string, code: string): Promise<void> {
	await page.goto(`${url}/desk#code=${code}`)
	await page.getByLabel('Choose a password').fill(password)
	await page.getByRole('button', { name: 'Sign in' }).click()
	await expect(page.getByRole('navigation', { name: 'Desk' })).toBeVisible()
}

/** Adds a person at the administrator's desk; gives the one-time code as it is shown. */
export async function addPerson(
	page: Page,
	person: { name: string; code: string; role?: string; districts?: string[]; language?: string },
): Promise<string> {
	await page.getByRole('link', { name: 'People', exact: true }).click()
	await page.getByRole('button', { name: 'Add a person' }).click()
	// the list below is narrowed by fields of the same names
	const form = page.locator('form.panel')
	await form.getByLabel('Name', { exact: true }).fill(person.name)
	await form.getByLabel('Name code').fill(person.code)
	if (person.role) await form.getByLabel('Role').selectOption({ label: person.role })
	if (person.language) await form.getByLabel('Language').selectOption(person.language)
	if (person.districts) for (const district of person.districts) await form.getByLabel(district).check()
	// at the helpline's own desk nobody is asked: calls lie in no district
	else if ((await form.getByLabel('All districts').count()) > 0)
		await form.getByLabel('All districts').check()
	await form.getByRole('button', { name: 'Add and make a code' }).click()
	const card = page.getByRole('region', { name: 'One-time code' })
	await expect(card).toContainText(person.name)
	const code = await card.locator('.big-code').innerText()
	await card.getByRole('button', { name: 'Close' }).click()
	return code.trim()
}

export interface Fieldwork {
	readonly server: ZilaServer
	/** The administrator's desk. */
	readonly desk: Page
	/** Code for Amina's phone: an enumerator of Dera Ghazi Khan. */
	readonly code: string
}

/** A server with an administrator at the desk and one enumerator who has no phone yet. */
export async function beginFieldwork(browser: Browser, language: WalkLanguage = 'en'): Promise<Fieldwork> {
	const { server, desk } = await openDesk(browser, await startZila())
	const districts = ['Dera Ghazi Khan']
	const code = await addPerson(desk, { name: 'Amina', code: 'amina', districts, language })
	return { server, desk, code }
}

/** The helpline's own server, and the desk of its administrator. */
export const beginHelpline = async (browser: Browser) =>
	openDesk(browser, await startZila({ environment: { SERVES: 'helpline' } }))

async function openDesk(
	browser: Browser,
	server: ZilaServer,
): Promise<{ readonly server: ZilaServer; readonly desk: Page }> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const desk = await context.newPage()
	await signIn(desk, server.url, server.administratorCode)
	return { server, desk }
}
