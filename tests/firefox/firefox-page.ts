import puppeteer, { type Browser, type ConsoleMessage, type Page } from 'puppeteer-core'

export const wide = { width: 1280, height: 800 }
export const narrow = { width: 360, height: 640 }

/** Time for what a press leads to. */
const patienceMs = 30_000

/** A page of Firefox, with what went wrong on it. */
export interface FirefoxPage {
	readonly page: Page
	/** Errors of scripts and messages of the console since the last call. */
	takeErrors(): Promise<string[]>
	close(): Promise<void>
}

/** Starts Firefox by WebDriver BiDi. */
export const startFirefox = (): Promise<Browser> =>
	puppeteer.launch({
		browser: 'firefox',
		executablePath: process.env.E2E_FIREFOX ?? '/usr/bin/firefox-esr',
		headless: true,
		extraPrefsFirefox: { 'intl.accept_languages': 'en' },
	})

/** Opens a page with storage of its own. */
export async function openFirefoxPage(browser: Browser, viewport = wide): Promise<FirefoxPage> {
	const context = await browser.createBrowserContext()
	const page = await context.newPage()
	await page.setViewport(viewport)
	let errors: Promise<string>[] = []
	page.on('pageerror', (error) => errors.push(Promise.resolve(String(error))))
	page.on('console', (message) => {
		if (message.type() === 'error') errors.push(textOf(message))
	})
	return {
		page,
		async takeErrors() {
			const taken = await Promise.all(errors)
			errors = []
			return taken.filter((text) => !isAborted(text))
		},
		close: () => context.close(),
	}
}

/** True for a file that Firefox stopped loading because the page was left: a module (error `undefined`), or a font (NS_BINDING_ABORTED). */
const isAborted = (text: string): boolean =>
	text.startsWith('undefined (') || text.includes('status=2152398850')

/** Returns the text of a message; an error in it is there as an object of the page. */
async function textOf(message: ConsoleMessage): Promise<string> {
	const parts = message
		.args()
		.map((part) => part.evaluate((value) => (value instanceof Error ? value.stack : String(value))))
	const texts = await Promise.all(parts).catch(() => [message.text()])
	return `${texts.join(' ')} (${message.location().url})`
}

/** Presses a button with a text. */
export const press = (page: Page, text: string): Promise<void> =>
	page.locator(`button::-p-text(${text})`).setTimeout(patienceMs).click()

/** Waits until an element has a text. */
export const untilText = (page: Page, selector: string, text: string): Promise<unknown> =>
	page.waitForFunction(
		(wanted: string, words: string) =>
			[...document.querySelectorAll(wanted)].some((each) => each.textContent?.includes(words)),
		{ timeout: patienceMs },
		selector,
		text,
	)
