import { chromium, type Page } from '@playwright/test'
import { launchOptions } from '../playwright.config.ts'
import { addPerson, Phone, pin, signIn } from '../tests/walks/people.ts'
import { startZila } from '../tests/walks/zila-server.ts'
import { type Figure, figure, median, quantile } from './figures.ts'

const slowdown = 6
const runs = 7
const typedPerRun = 40
const typed = 'PK607-12'

/**
 * The household survey on a slow phone: 360 × 640, the CPU slowed down six times by DevTools. The app is there
 * already (warm); the PIN, which a person types in between, is not counted.
 */
export async function measure(): Promise<Figure[]> {
	const server = await startZila()
	const browser = await chromium.launch(launchOptions)
	const desk = await browser.newPage({ locale: 'en' })
	await signIn(desk, server.url, server.administratorCode)
	const code = await addPerson(desk, { name: 'Amina', code: 'amina', districts: ['Quetta'], language: 'en' })
	await browser.close()
	const phone = new Phone()
	const page = await phone.switchOn(server.url)
	await phone.enrol(code)
	await phone.isInstalled()
	await page.addInitScript({ path: 'bench/watch-paints.js' })

	const toPin: number[] = []
	const toQuestion: number[] = []
	const keys: number[] = []
	const choices: number[] = []
	const session = await phone.context?.newCDPSession(page)
	for (let run = 0; run < runs; run++) {
		await session?.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
		await page.goto(server.url)
		toPin.push(await seen(page, 'input[type=password]'))
		// by touch, as on a phone: a resting mouse pointer costs a hit test after every layout
		await page.getByLabel(phone.words.yourPin).fill(pin)
		await page.getByRole('button', { name: phone.words.open, exact: true }).tap()
		await page.getByRole('button', { name: phone.words.household }).tap()
		toQuestion.push(await seen(page, '.page .question'))
		await page.getByLabel('Cluster code').focus()
		for (let i = 0; i < typedPerRun; i++) {
			// a cluster code, and its last figure corrected again and again
			await page.keyboard.type(i < typed.length ? typed.charAt(i) : String(i % 10), { delay: 60 })
			if (i >= typed.length - 1) await page.keyboard.press('Backspace', { delay: 60 })
		}
		keys.push(...(await latencies(page, 'keydown')))
		for (let i = 0; i < 4; i++) {
			await page
				.locator('input[name$=is_reserve]')
				.nth(i % 2)
				.tap()
			await page.waitForTimeout(150)
		}
		choices.push(...(await latencies(page, 'click')))
	}
	const floor = await emptyPage(phone, typedPerRun * 3)
	await phone.switchOff()
	await server.kill()
	return [
		figure('opened to the first question, without the PIN', sumOfMedians(toPin, toQuestion), 'ms', {
			budget: 650,
			peer: 'Enketo, a form of 60 questions',
			peerValue: 657,
		}),
		figure('of it, tapped to the first question', median(toQuestion), 'ms'),
		figure('keystroke to paint, p50', quantile(keys, 0.5), 'ms', {
			budget: 22,
			peer: 'Enketo, a form of 300 questions',
			peerValue: 34,
		}),
		figure('keystroke to paint, p95', quantile(keys, 0.95), 'ms', {
			budget: 35,
			peer: 'Enketo, a form of 300 questions',
			peerValue: 49,
		}),
		figure('the same on an empty page, p50', quantile(floor, 0.5), 'ms'),
		figure('the same on an empty page, p95', quantile(floor, 0.95), 'ms'),
		figure('choice that opens or closes one question, p50', quantile(choices, 0.5), 'ms', {
			budget: 50,
			peer: 'Enketo, a form of 300 questions',
			peerValue: 171,
		}),
	]
}

const sumOfMedians = (...parts: number[][]): number => parts.reduce((sum, each) => sum + median(each), 0)

/** One input and nothing else: what the browser itself takes. */
async function emptyPage(phone: Phone, count: number): Promise<number[]> {
	const { page } = phone
	await page.route('**/empty', (route) => route.fulfill({ contentType: 'text/html', body: '<input>' }))
	const session = await phone.context?.newCDPSession(page)
	await page.goto(new URL('/api/empty', page.url()).href).catch(() => undefined)
	await session?.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
	await page.locator('input').focus()
	for (let i = 0; i < count; i++) await page.keyboard.type('a', { delay: 60 })
	return latencies(page, 'keydown')
}

/** ms from the page's start, or from the last click, to the frame in which the selector is painted. */
async function seen(page: Page, selector: string): Promise<number> {
	await page.locator(selector).first().waitFor()
	await page.waitForTimeout(300)
	return page.evaluate(
		(wanted) => (globalThis as unknown as Watched).zilaSeen[wanted] ?? Number.NaN,
		selector,
	)
}

async function latencies(page: Page, kind: 'keydown' | 'click'): Promise<number[]> {
	await page.waitForTimeout(300)
	return page.evaluate((wanted) => {
		const watched = globalThis as unknown as Watched
		return watched.zilaLatencies[wanted].splice(0)
	}, kind)
}

interface Watched {
	zilaSeen: Record<string, number>
	zilaLatencies: Record<'keydown' | 'click', number[]>
}
