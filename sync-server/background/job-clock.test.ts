import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import { type ClockJob, createJobClock, type JobClock } from './job-clock.ts'
import { createLeases } from './leases.ts'

const hourMs = 3_600_000
/** Other tests may run on the same machine. */
const patient = { timeout: 30_000 }

describe.each(engines)('jobs by the clock on %s', (_, freshEngine) => {
	let engine: FreshEngine
	const stores: Store[] = []
	const clocks: JobClock[] = []
	let nowMs = Date.UTC(2026, 0, 1)
	const now = () => nowMs
	beforeAll(async () => {
		engine = await freshEngine()
		for (const each of [engine, engine.again(), engine.again()])
			stores.push(await openStore({ engine: each, project: 'test', now }))
	})
	afterAll(async () => {
		for (const clock of clocks) clock.stop()
		for (const store of stores) await store.close()
	})
	/** Three processes with the same jobs. */
	const startProcesses = (jobs: readonly ClockJob[], failures: string[] = []) =>
		stores.map((store) => {
			const clock = createJobClock({
				leases: createLeases({ store, now }),
				jobs,
				now,
				onFailure: (what) => failures.push(what),
				tickMs: 1,
				retryMs: 1,
			})
			clocks.push(clock)
			return clock
		})
	const stopAll = () => {
		for (const clock of clocks.splice(0)) clock.stop()
	}

	test('[CJ1] [CJ3] three processes do a job once while it is not due again, also after a corrected clock', async () => {
		let [runs, running, most, ticks] = [0, 0, 0, 0]
		const daily: ClockJob = {
			name: 'daily',
			everyMs: 24 * hourMs,
			async run() {
				most = Math.max(most, ++running)
				runs++
				await new Promise((resolve) => setTimeout(resolve, 1))
				running--
			},
		}
		const often: ClockJob = { name: 'often', everyMs: 0, run: async () => void ticks++ }
		/** The job runs once more, and not again while the clocks tick. */
		const expectRuns = async (count: number) => {
			await expect.poll(() => runs, patient).toBe(count)
			const before = ticks
			await expect.poll(() => ticks, patient).toBeGreaterThan(before + 20)
			expect([runs, most]).toEqual([count, 1])
		}
		for (const clock of startProcesses([daily, often])) clock.start()
		await expectRuns(1)
		nowMs += 24 * hourMs
		await expectRuns(2)
		// The clock was two days ahead, and is right again.
		nowMs -= 48 * hourMs
		await expectRuns(3)
		stopAll()
	})
	test('at its start each process waits until what is due is done', async () => {
		let [running, most, runs] = [0, 0, 0]
		const job: ClockJob = {
			name: 'at-start',
			everyMs: hourMs,
			async run() {
				most = Math.max(most, ++running)
				await new Promise((resolve) => setTimeout(resolve, 5))
				runs++
				running--
			},
		}
		await Promise.all(startProcesses([job]).map((clock) => clock.first()))
		expect([runs, most]).toEqual([3, 1])
		stopAll()
	})
	test('[CJ2] a job that fails is reported and tried again, and stops no other', async () => {
		const failures: string[] = []
		let [tries, others] = [0, 0]
		const failing: ClockJob = {
			name: 'failing',
			everyMs: hourMs,
			async run() {
				if (++tries < 3) throw new Error('the bucket is away')
			},
		}
		const other: ClockJob = { name: 'other', everyMs: 0, run: async () => void others++ }
		const [clock] = startProcesses([failing, other], failures)
		clock?.start()
		await expect.poll(() => others, patient).toBeGreaterThan(6)
		expect(tries).toBe(3)
		expect(failures).toEqual([
			expect.stringMatching(/^failing: Error\n +at /),
			expect.stringMatching(/^failing: Error\n +at /),
		])
		stopAll()
	})
})
