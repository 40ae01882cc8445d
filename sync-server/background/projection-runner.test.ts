import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { engines, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { createLease, findLease, takeLease } from '../storage/background/leases.ts'
import { findProgress, saveProgress } from '../storage/background/projections.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import { createLeases } from './leases.ts'
import type { Projection, ProjectionBatch } from './projection.ts'
import { createProjectionRunner } from './projection-runner.ts'

const expiryMs = 1_000
const name = 'numbers'

describe.each(engines)('the runner of projections on %s', (_, freshEngine) => {
	let engine: FreshEngine
	const opened: Store[] = []
	const stops: (() => Promise<void>)[] = []
	let elapsedMs = 0
	beforeEach(async () => {
		engine = await freshEngine()
		elapsedMs = 0
	})
	afterAll(async () => {
		for (const stop of stops) await stop()
		for (const store of opened) await store.close()
	})
	async function openAgain(): Promise<Store> {
		const store = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		opened.push(store)
		return store
	}
	/** Computes numbers up to ten, one per batch, and writes down which process computed which. */
	function numbers(
		by: string,
		computed: string[],
		{
			version = '1',
			beforeWrite = async () => {},
		}: { version?: string; beforeWrite?: () => Promise<void> } = {},
	): Projection {
		const cursorIn = async (store: Pick<Store, 'reading'>) => {
			const known = await findProgress(store.reading, name, '')
			return known?.version === version ? known.cursor : ''
		}
		return {
			name,
			parts: async () => [{ part: '', version }],
			async apply(store, { cursor, save }) {
				if (cursor === null) return null
				const n = Number(cursor) + 1
				await beforeWrite()
				await store.write(async (session) => {
					await save(session, n < 10 ? String(n) : null)
					computed.push(`${by}${n}`)
				})
				return n < 10 ? '' : null
			},
			async lag(session) {
				const cursor = await cursorIn({ reading: session })
				return cursor === null ? 0 : 10 - Number(cursor)
			},
		}
	}
	function startRunner(store: Store, projections: readonly Projection[], failures: string[] = []) {
		const leases = createLeases({ store, now: () => 0, expiryMs, elapsed: () => elapsedMs })
		const onFailure = (what: string) => failures.push(what)
		const runner = createProjectionRunner({ store, leases, projections, onFailure, afterMs: 1 })
		stops.push(() => runner.stop())
		return { ...runner, leases }
	}

	test('three processes compute everything once, each number by one of them', async () => {
		const computed: string[] = []
		const runners = await Promise.all(
			['a', 'b', 'c'].map(async (by) => startRunner(await openAgain(), [numbers(by, computed)])),
		)
		// Those that come late find the work in hand and look again shortly.
		for (const runner of runners) void runner.runAll()
		const [first] = runners
		await expect.poll(async () => (await first?.states())?.[0]?.lag).toBe(0)
		expect(computed.map((each) => Number(each.slice(1)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
	})
	test('[PJ1] the work of a killed process goes on where it was, when its lease has expired', async () => {
		const computed: string[] = []
		const [before, after] = [await openAgain(), await openAgain()]
		// Killed in its fourth batch: it neither releases its lease nor renews it.
		await createLease(before.changing, name)
		const row = await findLease(before.changing, name)
		if (!row || !(await takeLease(before.changing, row, 'killed'))) throw new Error('the lease is not free')
		const killed = numbers('killed', computed)
		for (let i = 0; i < 3; i++) {
			const known = await findProgress(before.reading, name, '')
			const save: ProjectionBatch['save'] = (session, cursor) =>
				saveProgress(session, { name, part: '', version: '1', cursor })
			await killed.apply(before, { part: '', version: '1', cursor: known?.cursor ?? '', after: '', save })
		}
		const runner = startRunner(after, [numbers('next', computed)])
		await runner.run(name)
		expect(computed).toEqual(['killed1', 'killed2', 'killed3'])
		elapsedMs = expiryMs
		await expect.poll(async () => (await runner.states())[0]?.lag, { timeout: 30_000 }).toBe(0)
		expect(computed.slice(3)).toEqual([4, 5, 6, 7, 8, 9, 10].map((n) => `next${n}`))
	})
	test('[PJ2] a process that lost its lease in a batch leaves it to the other one', async () => {
		const computed: string[] = []
		const failures: string[] = []
		const [one, two] = [await openAgain(), await openAgain()]
		const next = startRunner(two, [numbers('next', computed)])
		let isAsleep = false
		const beforeWrite = async () => {
			if (computed.length !== 2 || isAsleep) return
			isAsleep = true
			await next.run(name)
			elapsedMs = expiryMs
			await next.run(name)
		}
		await startRunner(one, [numbers('asleep', computed, { beforeWrite })], failures).runAll()
		expect(computed).toEqual(['asleep1', 'asleep2', ...[3, 4, 5, 6, 7, 8, 9, 10].map((n) => `next${n}`)])
		expect(failures).toEqual([])
	})
	test('a raised version computes everything again, and nothing is done twice otherwise', async () => {
		const computed: string[] = []
		const store = await openAgain()
		const first = startRunner(store, [numbers('v', computed)])
		await first.runAll()
		await first.runAll()
		expect(computed).toHaveLength(10)
		await startRunner(store, [numbers('w', computed, { version: '2' })]).runAll()
		expect(computed.slice(10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `w${n}`))
	})
	test('a batch that fails is reported, stops no other projection, and is tried again', async () => {
		const computed: string[] = []
		const failures: string[] = []
		let isBroken = true
		const beforeWrite = async () => {
			if (isBroken && computed.length === 4) throw new Error('cannot be computed')
		}
		const other: Projection = {
			...numbers('other', []),
			name: 'other',
			apply: async () => null,
			lag: async () => 1,
		}
		const runner = startRunner(await openAgain(), [numbers('n', computed, { beforeWrite }), other], failures)
		await runner.runAll()
		expect(failures).toHaveLength(1)
		expect(failures[0]).toMatch(/^Projection numbers: Error\n +at /)
		expect(await runner.states()).toEqual([
			{ name, lag: 6, hasFailed: true },
			{ name: 'other', lag: 1, hasFailed: false },
		])
		isBroken = false
		await runner.runAll()
		expect(computed).toHaveLength(10)
		expect((await runner.states())[0]).toEqual({ name, lag: 0, hasFailed: false })
	})
	test('parts have turns, so that a large one delays no small one', async () => {
		const order: string[] = []
		const parts: Projection = {
			name: 'parts',
			parts: async () => [
				{ part: 'large', version: '1' },
				{ part: 'small', version: '1' },
			],
			async apply(_store, { part, after }) {
				order.push(part)
				const n = Number(after) + 1
				return n < (part === 'large' ? 5 : 2) ? String(n) : null
			},
			lag: async () => 1,
		}
		await startRunner(await openAgain(), [parts]).runAll()
		expect(order).toEqual(['large', 'small', 'large', 'small', 'large', 'large', 'large'])
	})
})
