import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Request } from '@playwright/test'
import { Phone, type WalkLanguage } from '../walks/people.ts'
import { startZila } from '../walks/zila-server.ts'
import { administratorOf, inviteEnumerator } from './administrator.ts'
import { type Figure, figure } from './benchmark-result.ts'

const webFolder = 'dist/web'
/** Language of the phone, its name, and the most kB before the first question. */
const languages = [
	['en', 'English', 200],
	['ur', 'Urdu', 215],
	['sd', 'Sindhi', 215],
	['ps', 'Pashto', 215],
] as const satisfies readonly (readonly [WalkLanguage, string, number])[]

/**
 * Measures the bytes that a new phone downloads before the first question of the household survey is shown;
 * brotli, as the server sends it.
 */
export async function measure(): Promise<Figure[]> {
	const phones: { readonly name: string; readonly budget: number; readonly bytes: Fetched }[] = []
	for (const [tag, name, budget] of languages) phones.push({ name, budget, bytes: await fetched(tag) })
	const of = (wanted: string) => phones.find(({ name }) => name === wanted)?.bytes as Fetched
	const peer = { peer: 'Enketo, a form of 60 questions', peerValue: 316 }
	return [
		...phones.map(({ name, budget, bytes }) =>
			figure(
				`JavaScript and CSS before the first question, ${name}`,
				kilobytes(bytes.requested, /\.(js|css)$/),
				'kB',
				{ ...peer, budget },
			),
		),
		figure('fonts, Urdu', kilobytes(of('Urdu').requested, /\.woff2$/), 'kB', {
			peer: 'Enketo',
			peerValue: 225,
		}),
		figure('all files cached for offline use', kilobytes(of('English').cached, /./), 'kB'),
	]
}

interface Fetched {
	/** Paths that the page itself requested before the question was there; requests of the service worker are not counted. */
	readonly requested: ReadonlySet<string>
	/** Cached paths of the app, without the lists of audio, which belong to the campaign. */
	readonly cached: readonly string[]
}

async function fetched(language: WalkLanguage): Promise<Fetched> {
	const server = await startZila()
	const { code } = await inviteEnumerator(await administratorOf(server), 0, language)
	const phone = new Phone(language)
	await phone.switchOn('about:blank')
	const requests: Request[] = []
	phone.context?.on('request', (request) => {
		if (!request.serviceWorker()) requests.push(request)
	})
	// noted by the page itself: on a busy machine this program sees the question only after parts that follow it were requested
	await phone.context?.addInitScript(() => {
		new MutationObserver((_changes, observer) => {
			if (!document.querySelector('.page .question')) return
			Object.assign(window, { firstQuestionAt: Date.now() })
			observer.disconnect()
		}).observe(document, { childList: true, subtree: true })
	})
	await phone.page.goto(server.url)
	await phone.enrol(code)
	await phone.startForm()
	await phone.page.locator('.page .question').first().waitFor()
	const questionAt = await phone.page.evaluate(
		() => (window as unknown as { firstQuestionAt: number }).firstQuestionAt,
	)
	await phone.isInstalled()
	// not earlier: the start of a request is 0 until its response has come, and parts that follow the question would count
	const before = new Set(
		requests
			.filter((request) => request.timing().startTime <= questionAt)
			.map((request) => new URL(request.url()).pathname),
	)
	const cached = await phone.page.evaluate(async () => {
		const names = await caches.keys()
		const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
		return requests
			.flat()
			.map(({ url }) => new URL(url).pathname)
			.filter((path) => !path.startsWith('/aloud/'))
	})
	await phone.switchOff()
	await server.kill()
	return { requested: before, cached }
}

const sizeOf = (path: string): number => {
	const file = join(webFolder, path)
	return (statSync(`${file}.br`, { throwIfNoEntry: false }) ?? statSync(file)).size
}

const kilobytes = (paths: Iterable<string>, which: RegExp): number =>
	[...paths].filter((path) => which.test(path)).reduce((sum, path) => sum + sizeOf(path), 0) / 1000
