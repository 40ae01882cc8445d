import type { CDPSession, Locator, Page } from '@playwright/test'
import type { Sheet } from '#shared/xlsform/sheets'
import { Phone, pin } from '../walks/people.ts'
import type { ZilaServer } from '../walks/zila-server.ts'
import { administratorOf, inviteEnumerator, publish } from './administrator.ts'

const clusterCode = 'PK607-12'
/** Rest before and after each measured step, ms. */
const settlingMs = 300
const longestWaitMs = 60_000

/**
 * A phone of 360 × 640 with a CPU slowed down by DevTools, the app installed, an enumerator signed in, and
 * these forms. It uses touch, as a phone does: a resting mouse pointer costs a hit test after every layout.
 */
export class SlowPhone {
	readonly phone: Phone
	readonly #session: CDPSession
	readonly #url: string
	private constructor(phone: Phone, session: CDPSession, url: string) {
		this.phone = phone
		this.#session = session
		this.#url = url
	}
	static async enrol(server: ZilaServer, forms: readonly (readonly Sheet[])[] = []): Promise<SlowPhone> {
		const administrator = await administratorOf(server)
		for (const sheets of forms) await publish(administrator, sheets)
		const { code } = await inviteEnumerator(administrator, 0)
		const slow = await SlowPhone.withoutData(server)
		await slow.page.goto(server.url)
		await slow.phone.enrol(code)
		await slow.phone.isInstalled()
		return slow
	}
	/** Returns a new phone without any data. */
	static async withoutData(server: ZilaServer): Promise<SlowPhone> {
		const phone = new Phone()
		const page = await phone.switchOn('about:blank')
		await page.addInitScript({ path: 'tests/benchmarks/watch-paints.js' })
		const session = await phone.context?.newCDPSession(page)
		if (!session) throw new Error('the browser of the phone is closed')
		return new SlowPhone(phone, session, server.url)
	}
	get page(): Page {
		return this.phone.page
	}
	button(name: string): Locator {
		return this.page.getByRole('button', { name, exact: true })
	}
	async slowDown(rate: number): Promise<void> {
		await this.#session.send('Emulation.setCPUThrottlingRate', { rate })
	}
	/** Reopens the app at this speed. Returns ms to the PIN. */
	async open(slowdown: number): Promise<number> {
		await this.slowDown(slowdown)
		await this.page.goto(this.#url)
		return this.waitForPaint('input[type=password]')
	}
	/** Returns ms from the last digit of the PIN to the tabs. */
	async unlock(): Promise<number> {
		await this.page.getByLabel(this.phone.words.yourPin).fill(pin)
		return this.waitForPaint('.tabs')
	}
	/** Opens the tab New. Returns ms until the form can be started, which on a new phone includes its first sync. */
	async openNewTab(name: string): Promise<number> {
		const began = performance.now()
		await this.page.locator('.tabs a[href="/new"]').tap()
		await this.#form(name).waitFor()
		return performance.now() - began
	}
	/** Starts a form from the tab New. Returns ms from both taps to the first question. */
	async startForm(name: string): Promise<number> {
		const toTab = await this.tapTo(this.page.locator('.tabs a[href="/new"]'), 'main .list')
		return toTab + (await this.tapToQuestion(this.#form(name)))
	}
	/** Starts a form on the open tab New. Returns ms to the first question. */
	startShownForm(name: string): Promise<number> {
		return this.tapToQuestion(this.#form(name))
	}
	#form(name: string): Locator {
		return this.page.getByRole('button', { name: new RegExp(`^${name}`) })
	}
	/** Returns ms from the tap to the first question of the form. */
	tapToQuestion(form: Locator): Promise<number> {
		return this.tapTo(form, '.page .question')
	}
	/** Returns ms from the tap until the selector is painted. */
	async tapTo(button: Locator, selector: string): Promise<number> {
		await button.tap()
		return this.waitForPaint(selector)
	}
	/**
	 * Returns ms of each write of answers, from its start to the disk's confirmation; encrypting and waiting
	 * for other writes are not included.
	 */
	measureSaves(): Promise<number[]> {
		return this.#latencies('save')
	}
	/** Limits the connection to a speed each way and a latency in ms; IndexedDB is not affected. */
	async limitConnection(bytesPerSecond: number, latency: number): Promise<void> {
		await this.#session.send('Network.enable')
		const both = { downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond }
		await this.#session.send('Network.emulateNetworkConditions', { offline: false, latency, ...both })
	}
	/** Returns the CPU seconds of the browser, all its processes together. */
	async cpuSeconds(): Promise<number> {
		const session = await this.phone.context?.browser()?.newBrowserCDPSession()
		const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo')) ?? {}
		await session?.detach()
		return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)
	}
	/**
	 * Types a code into the field, and corrects its last character again and again. Returns ms from each key
	 * to its paint.
	 */
	async measureKeystrokes(field: Locator, count: number): Promise<number[]> {
		await field.focus()
		for (let i = 0; i < count; i++) {
			await this.page.keyboard.type(i < clusterCode.length ? clusterCode.charAt(i) : String(i % 10), {
				delay: 60,
			})
			if (i >= clusterCode.length - 1) await this.page.keyboard.press('Backspace', { delay: 60 })
		}
		return this.#latencies('keydown')
	}
	/** Returns ms from each tap to its paint. */
	async measureTaps(targets: readonly Locator[]): Promise<number[]> {
		await this.#latencies('click')
		for (const target of targets) {
			await target.tap()
			await this.page.waitForTimeout(150)
		}
		return this.#latencies('click')
	}
	/** Returns the MB of the JavaScript heap after a garbage collection. */
	async measureHeapMb(): Promise<number> {
		await this.#session.send('HeapProfiler.collectGarbage')
		const { usedSize } = await this.#session.send('Runtime.getHeapUsage')
		return usedSize / 1_000_000
	}
	/** Types into a page with one input: the browser's own time per key. */
	async measureEmptyPage(slowdown: number, count: number): Promise<number[]> {
		await this.page.route('**/empty', (route) => route.fulfill({ contentType: 'text/html', body: '<input>' }))
		await this.page.goto(new URL('/api/empty', this.#url).href).catch(() => undefined)
		await this.slowDown(slowdown)
		return this.measureKeystrokes(this.page.locator('input'), count)
	}
	/**
	 * Returns ms from the page's start, or from the last tap, to the frame in which the selector is painted. Asks through
	 * DevTools: the first question through a locator makes the page read Playwright's own script, a tenth of a second at 6×.
	 *
	 * @throws Error if it is not painted within a minute
	 */
	async waitForPaint(selector: string): Promise<number> {
		const name = JSON.stringify(selector)
		// not asked at once: the browser may report the click some time after the tap, and until then the paint before it is known
		const { result } = await this.#session.send('Runtime.evaluate', {
			expression: `new Promise((found) => {
				const end = performance.now() + ${longestWaitMs}
				const look = () => {
					if (${name} in zilaSeen || performance.now() > end) found(zilaSeen[${name}] ?? null)
					else setTimeout(look, 20)
				}
				setTimeout(look, ${settlingMs})
			})`,
			awaitPromise: true,
			returnByValue: true,
		})
		if (typeof result.value !== 'number') throw new Error(`${selector} was not painted within a minute`)
		await this.page.waitForTimeout(settlingMs)
		return result.value
	}
	async #latencies(kind: Kind): Promise<number[]> {
		await this.page.waitForTimeout(300)
		return this.page.evaluate(
			(wanted) => (globalThis as unknown as Watched).zilaLatencies[wanted].splice(0),
			kind,
		)
	}
}

type Kind = 'keydown' | 'click' | 'save'
interface Watched {
	zilaLatencies: Record<Kind, number[]>
}
