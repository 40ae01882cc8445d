import { startZila } from '../walks/zila-server.ts'
import { type Comparison, type Figure, figure, median, quantile } from './benchmark-result.ts'
import { form300, form1000, roster } from './generated-forms.ts'
import { SlowPhone } from './slow-phone.ts'

const runs = 7
const keysPerRun = 40
const enketo = (peerValue: number, budget: number): Comparison => ({ budget, peer: 'Enketo', peerValue })

/** Fills in large forms on a slow phone. */
export async function measureOnPhone(): Promise<Figure[]> {
	const server = await startZila()
	const phone = await SlowPhone.enrol(server, [form300(), form1000(), roster()])
	const figures = [
		...(await of300(phone)),
		...(await of1000(phone)),
		...(await ofRoster(phone)),
		...(await ofNothing(phone)),
	]
	await phone.phone.switchOff()
	await server.kill()
	return figures
}

const keyFigures = (label: string, keys: readonly number[], p50: Comparison, p95: Comparison): Figure[] => [
	figure(`${label}: keystroke to paint, p50`, quantile(keys, 0.5), 'ms', p50),
	figure(`${label}: keystroke to paint, p95`, quantile(keys, 0.95), 'ms', p95),
]

async function of300(phone: SlowPhone): Promise<Figure[]> {
	const { page } = phone
	const [toPin, toQuestion, keys, one, opening, closing]: number[][] = [[], [], [], [], [], []]
	const radio = (name: string, value: string) => page.locator(`input[name$=${name}][value=${value}]`)
	for (let run = 0; run < runs; run++) {
		toPin?.push(await phone.open(6))
		await phone.unlock()
		toQuestion?.push(await phone.startForm('form300'))
		keys?.push(...(await phone.measureKeystrokes(page.getByLabel('Question g0_0'), keysPerRun)))
		const [yes, no] = [radio('g0_2', 'yes'), radio('g0_2', 'no')]
		one?.push(...(await phone.measureTaps([yes, no, yes, no])))
		await phone.button(phone.phone.words.next).tap()
		const [open, close] = [radio('flips', 'yes'), radio('flips', 'no')]
		for (let i = 0; i < 3; i++) {
			opening?.push(...(await phone.measureTaps([open])))
			closing?.push(...(await phone.measureTaps([close])))
		}
	}
	return [
		figure(
			'300 questions, 6×: opened to the first question, without the PIN',
			median(toPin ?? []) + median(toQuestion ?? []),
			'ms',
			enketo(1668, 800),
		),
		figure('300 questions, 6×: of it, tapped to the first question', median(toQuestion ?? []), 'ms'),
		...keyFigures('300 questions, 6×', keys ?? [], enketo(34, 22), enketo(49, 35)),
		figure('a choice that opens or closes one question, p50', median(one ?? []), 'ms', enketo(171, 50)),
		figure('a choice that opens 20 questions, p50', median(opening ?? []), 'ms', enketo(269, 85)),
		figure('a choice that closes 20 questions, p50', median(closing ?? []), 'ms', enketo(174, 55)),
	]
}

async function of1000(phone: SlowPhone): Promise<Figure[]> {
	const [toPin, toQuestion, keys, heaps]: number[][] = [[], [], [], []]
	for (let run = 0; run < runs; run++) {
		toPin?.push(await phone.open(4))
		await phone.unlock()
		toQuestion?.push(await phone.startForm('form1000'))
		heaps?.push(await phone.measureHeapMb())
		keys?.push(...(await phone.measureKeystrokes(phone.page.getByLabel('Question g0_0'), keysPerRun)))
	}
	return [
		figure(
			'1,000 questions, 4×: opened to the first question, without the PIN',
			median(toPin ?? []) + median(toQuestion ?? []),
			'ms',
			enketo(1541, 600),
		),
		figure('1,000 questions, 4×: of it, tapped to the first question', median(toQuestion ?? []), 'ms'),
		...keyFigures('1,000 questions, 4×', keys ?? [], enketo(23, 14), enketo(37, 22)),
		figure('1,000 questions: JavaScript heap', median(heaps ?? []), 'MB', enketo(5, 12)),
	]
}

/** Opens a draft with 30 people repeatedly, then adds people up to 100. */
async function ofRoster(phone: SlowPhone): Promise<Figure[]> {
	const { page } = phone
	const [toPin, toQuestion, keys]: number[][] = [[], [], []]
	const rows = page.locator('.row-head')
	const add = page.locator('.repeat > button')
	const growTo = async (people: number) => {
		await phone.slowDown(1)
		for (let i = await rows.count(); i < people; i++) await add.tap()
		await page.waitForTimeout(1000)
	}
	await phone.open(1)
	await phone.unlock()
	await phone.startForm('hh30')
	await growTo(30)
	for (let run = 0; run < runs; run++) {
		toPin?.push(await phone.open(6))
		await phone.unlock()
		toQuestion?.push(await phone.tapToQuestion(page.getByRole('link', { name: /hh30/ })))
		await rows.nth(15).tap()
		keys?.push(...(await phone.measureKeystrokes(page.getByLabel('Question person_0'), keysPerRun)))
	}
	const adding = await phone.measureTaps(Array.from({ length: runs }, () => add))
	await growTo(100)
	await phone.slowDown(6)
	const addingTo100 = await phone.measureTaps(Array.from({ length: runs }, () => add))
	return [
		figure(
			'a roster of 30, 6×: opened to the first question, without the PIN',
			median(toPin ?? []) + median(toQuestion ?? []),
			'ms',
			enketo(1901, 850),
		),
		figure('a roster of 30, 6×: of it, tapped to the first question', median(toQuestion ?? []), 'ms'),
		...keyFigures('a roster of 30, 6×', keys ?? [], enketo(47, 26), enketo(82, 42)),
		figure('a person is added to 30, p50', median(adding), 'ms', enketo(249, 85)),
		figure('a person is added to 100, p50', median(addingTo100), 'ms', { budget: 100 }),
	]
}

/** Measures the browser itself: a baseline for the other values, since others share the machine. */
async function ofNothing(phone: SlowPhone): Promise<Figure[]> {
	const at = async (slowdown: number) => {
		const keys = await phone.measureEmptyPage(slowdown, keysPerRun * 3)
		return keyFigures(`an empty page, ${slowdown}×`, keys, {}, {})
	}
	return [...(await at(6)), ...(await at(4))]
}
