import { interview, interviewAnswers } from '../walks/interview.ts'
import { Phone, pin } from '../walks/people.ts'
import { slowLine } from '../walks/slow-line.ts'
import { startZila, type ZilaServer } from '../walks/zila-server.ts'
import { administratorOf, inviteEnumerator, type Post, publish } from './administrator.ts'
import { type Figure, figure, median, quantile } from './benchmark-result.ts'
import { measure as measureHousehold } from './fill.ts'
import { enrolPhone, framesOf, householdInterviews, postBundle, sendBundles } from './fleet.ts'
import { measureOnPhone } from './forms-on-phone.ts'
import { form60 } from './generated-forms.ts'
import { measure as measureBytes } from './phone-bytes.ts'
import { SlowPhone } from './slow-phone.ts'

const runs = 5
/** Slow 3G, as the other products were measured: 400 kbit/s, 2 s latency. */
const slow3G = { bytesPerSecond: 50_000, latency: 2000 }
const records = 500
const drafts = 20
const enketo60 = 'Enketo, a form of 60 questions'

/**
 * Measures an enumerator's phone from the enrolment link to the evening: 360 × 640, slowed-down CPU,
 * medians of at least five runs.
 */
export async function measure(): Promise<Figure[]> {
	return [
		...(await measureBytes()),
		...(await firstTime()),
		...(await measureOfflineReady()),
		...(await measureDailyUse()),
		...(await afterWeeks()),
		...(await measureHousehold()),
		...(await measureOnPhone()),
	]
}

/** A new phone over a slow connection; typing is not counted. */
async function firstTime(): Promise<Figure[]> {
	const server = await startZila()
	const administrator = await administratorOf(server)
	await publish(administrator, form60())
	const [toStart, toList, toQuestion]: number[][] = [[], [], []]
	for (let run = 0; run < runs; run++) {
		const { code } = await inviteEnumerator(administrator, run)
		const phone = await SlowPhone.withoutData(server)
		const { page } = phone
		const { words } = phone.phone
		await phone.limitConnection(slow3G.bytesPerSecond, slow3G.latency)
		await phone.slowDown(4)
		await page.goto(server.url)
		const setUp = page.getByRole('link', { name: words.setUp })
		await setUp.waitFor()
		toStart?.push(await page.evaluate(() => performance.now()))
		await setUp.tap()
		await page.getByLabel(words.code).fill(code)
		await page.getByLabel(words.pin, { exact: true }).fill(pin)
		await page.getByLabel(words.again).fill(pin)
		const toTabs = await phone.tapTo(phone.button(words.setUpNow), '.tabs')
		toList?.push(toTabs + (await phone.openNewTab('form60')))
		toQuestion?.push(await phone.startShownForm('form60'))
		await phone.phone.switchOff()
	}
	await server.kill()
	const [start = Number.NaN, list = Number.NaN, question = Number.NaN] = [toStart, toList, toQuestion].map(
		(each) => median(each ?? []) / 1000,
	)
	const of = 'a new phone on slow 3G, 4×, without typing'
	// the peer's value is of a public form: an enrolment, with three responses of 2 s and the app's bytes,
	// cannot fit into it
	const reference = { budget: 8, peer: enketo60, peerValue: 11.4 }
	return [
		figure(
			`${of}: from the link to the first question of 60, but for the enrolment`,
			start + question,
			's',
			reference,
		),
		figure(`${of}: of it, to the first screen`, start, 's'),
		figure(`${of}: of it, tapped to the first question`, question, 's'),
		figure(`${of}: enrolled, with forms and campaign`, list, 's'),
		figure(
			`${of}: from the link to the first question of 60, with the enrolment`,
			start + list + question,
			's',
		),
	]
}

/**
 * Measures when the whole app is cached and the phone can go offline. DevTools do not slow down a service
 * worker's requests, so a slow proxy does.
 */
async function measureOfflineReady(): Promise<Figure[]> {
	const server = await startZila()
	const line = await slowLine(server.url, slow3G.latency)
	const phone = new Phone()
	const began = performance.now()
	const page = await phone.switchOn(line.url)
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready
	})
	const seconds = (performance.now() - began) / 1000
	await phone.switchOff()
	line.close()
	await server.kill()
	return [figure('a new phone, 2 s a reply: works offline after', seconds, 's')]
}

/** With a warm app: a small form, page after page, and a whole household interview. */
async function measureDailyUse(): Promise<Figure[]> {
	const server = await startZila()
	const phone = await SlowPhone.enrol(server, [form60()])
	const { words } = phone.phone
	const [toPin, toQuestion, toPage]: number[][] = [[], [], []]
	for (let run = 0; run < runs + 2; run++) {
		toPin?.push(await phone.open(6))
		await phone.unlock()
		toQuestion?.push(await phone.startForm('form60'))
		for (let i = 0; i < 2; i++) toPage?.push(await phone.tapToQuestion(phone.button(words.next)))
	}
	const [cpu, heaps]: number[][] = [[], []]
	for (let run = 0; run < runs; run++) {
		await phone.open(1)
		await phone.unlock()
		const before = await phone.cpuSeconds()
		await phone.startForm(words.household)
		await interview(phone.phone, interviewAnswers)
		await phone.button(words.finish).tap()
		await phone.page.locator('.receipt').first().waitFor()
		cpu?.push((await phone.cpuSeconds()) - before)
		heaps?.push(await phone.measureHeapMb())
	}
	await phone.phone.switchOff()
	await server.kill()
	return [
		figure(
			'60 questions, 6×: opened to the first question, without the PIN',
			median(toPin ?? []) + median(toQuestion ?? []),
			'ms',
			{ budget: 650, peer: enketo60, peerValue: 657 },
		),
		figure('the next page of a form, 6×, p50', quantile(toPage ?? [], 0.5), 'ms'),
		figure('the next page of a form, 6×, p95', quantile(toPage ?? [], 0.95), 'ms'),
		figure('a household interview, typed at once: CPU of the browser', median(cpu ?? []), 's'),
		figure('after a household interview: JavaScript heap', median(heaps ?? []), 'MB', { budget: 12 }),
	]
}

/** Offline, with weeks of work on the phone. */
async function afterWeeks(): Promise<Figure[]> {
	const server = await startZila()
	const administrator = await administratorOf(server)
	const { phone, storage } = await phoneWithWork(server, administrator)
	const { words } = phone.phone
	await phone.slowDown(1)
	for (let i = 0; i < drafts; i++) {
		await phone.startForm(words.household)
		await phone.page.getByLabel('Cluster code').fill('PK607-12')
		await phone.phone.isSaved()
		await phone.page.locator('header button').first().tap()
		await phone.page.locator('.tabs').waitFor()
	}
	await phone.phone.isInstalled()
	await server.kill()
	const [toPin, toList, saves]: number[][] = [[], [], []]
	for (let run = 0; run < runs + 2; run++) {
		toPin?.push(await phone.open(6))
		toList?.push(await phone.unlock())
		await phone.tapToQuestion(phone.page.locator('a[href^="/fill/"]').first())
		await phone.measureSaves()
		await phone.measureKeystrokes(phone.page.getByLabel('Cluster code'), 20)
		saves?.push(...(await phone.measureSaves()))
	}
	await phone.phone.switchOff()
	const label = `${records} records and ${drafts} drafts on the phone, no network, 6×`
	return [
		figure(`${label}: opened to the PIN`, median(toPin ?? []), 'ms'),
		figure(`${label}: the PIN to the list`, median(toList ?? []), 'ms', { budget: 900 }),
		figure(`${label}: an answer written to the disk, p50`, quantile(saves ?? [], 0.5), 'ms', { budget: 15 }),
		figure(`${label}: an answer written to the disk, p95`, quantile(saves ?? [], 0.95), 'ms', { budget: 50 }),
		figure('1,000 household interviews take on the phone', (storage / records) * 1000, 'MB'),
	]
}

/**
 * Enrols a second phone of an enumerator whose records are all on the server. Returns the MB that they take
 * on it.
 */
async function phoneWithWork(server: ZilaServer, administrator: Post) {
	const { person, code } = await inviteEnumerator(administrator, 0)
	const first = await enrolPhone(administrator, person, code)
	await sendBundles(
		first,
		(body) => postBundle(server, body),
		await framesOf(first, await householdInterviews(records)),
	)
	const again = await administrator(`/api/people/${person}/invitations`, {})
	const phone = await SlowPhone.withoutData(server)
	await phone.page.goto(server.url)
	const used = () =>
		phone.page.evaluate(async () => ((await navigator.storage.estimate()).usage ?? 0) / 1_000_000)
	await phone.phone.isInstalled()
	const before = await used()
	await phone.phone.enrol(String(again.code))
	await phone.phone.openTab('records')
	await phone.page.getByText(String(records)).first().waitFor()
	return { phone, storage: (await used()) - before }
}
