import { startZila } from '../walks/zila-server.ts'
import { type Figure, figure, median, quantile } from './benchmark-result.ts'
import { SlowPhone } from './slow-phone.ts'

const slowdown = 6
const runs = 7
const keysPerRun = 40

/** Fills in the household survey on a slow phone with a warm app. Typing the PIN is not counted. */
export async function measure(): Promise<Figure[]> {
	const server = await startZila()
	const phone = await SlowPhone.enrol(server)
	const toPin: number[] = []
	const toQuestion: number[] = []
	const keyTimes: number[] = []
	const choiceTimes: number[] = []
	for (let run = 0; run < runs; run++) {
		toPin.push(await phone.open(slowdown))
		await phone.unlock()
		toQuestion.push(await phone.startForm(phone.phone.words.household))
		keyTimes.push(...(await phone.measureKeystrokes(phone.page.getByLabel('Cluster code'), keysPerRun)))
		const reserve = phone.page.locator('input[name$=is_reserve]')
		choiceTimes.push(...(await phone.measureTaps([0, 1, 0, 1].map((i) => reserve.nth(i)))))
	}
	const emptyPageTimes = await phone.measureEmptyPage(slowdown, keysPerRun * 3)
	await phone.phone.switchOff()
	await server.kill()
	return [
		figure('opened to the first question, without the PIN', median(toPin) + median(toQuestion), 'ms', {
			budget: 650,
			peer: 'Enketo, a form of 60 questions',
			peerValue: 657,
		}),
		figure('household survey: of it, tapped to the first question', median(toQuestion), 'ms'),
		figure('keystroke to paint, p50', quantile(keyTimes, 0.5), 'ms', {
			budget: 22,
			peer: 'Enketo, a form of 300 questions',
			peerValue: 34,
		}),
		figure('keystroke to paint, p95', quantile(keyTimes, 0.95), 'ms', {
			budget: 35,
			peer: 'Enketo, a form of 300 questions',
			peerValue: 49,
		}),
		figure('the same on an empty page, p50', quantile(emptyPageTimes, 0.5), 'ms'),
		figure('the same on an empty page, p95', quantile(emptyPageTimes, 0.95), 'ms'),
		figure('choice that opens or closes one question, p50', quantile(choiceTimes, 0.5), 'ms', {
			budget: 50,
			peer: 'Enketo, a form of 300 questions',
			peerValue: 171,
		}),
	]
}
