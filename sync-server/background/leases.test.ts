import { hostname } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { createLease, findLease, takeLease } from '../storage/background/leases.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import { createLeases, LeaseLostError } from './leases.ts'

const project = 'test'
const expiryMs = 1_000

describe.each(engines)('leases on %s', (_, freshEngine) => {
	let engine: FreshEngine
	const stores: Store[] = []
	let elapsedMs = 0
	beforeAll(async () => {
		engine = await freshEngine()
		for (const each of [engine, engine.again(), engine.again()])
			stores.push(await openStore({ engine: each, project, now: () => 0 }))
	})
	afterAll(async () => {
		for (const store of stores) await store.close()
	})
	/** A process on the same store. */
	const startProcess = (i: number) =>
		createLeases({
			store: stores[i] as Store,
			now: () => Date.UTC(2026, 0, 1),
			expiryMs,
			elapsed: () => elapsedMs,
		})
	/** A lease whose holder was killed. */
	async function holdAndDie(name: string): Promise<void> {
		const { changing } = stores[0] as Store
		await createLease(changing, name)
		const row = await findLease(changing, name)
		if (!row || !(await takeLease(changing, row, 'killed'))) throw new Error('the lease is not free')
	}

	test('[LS1] of three processes one does the work at a time, and all of it is done', async () => {
		let [running, most] = [0, 0]
		const done: number[] = []
		const work = async (i: number) => {
			most = Math.max(most, ++running)
			await stores[i]?.head()
			done.push(i)
			running--
		}
		await Promise.all(
			[0, 1, 2].map(async (i) => {
				const leases = startProcess(i)
				for (let times = 0; times < 5; )
					if (await leases.hold('counted', () => work(i))) times++
					else await new Promise(setImmediate)
			}),
		)
		expect(most).toBe(1)
		expect(done.toSorted()).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
	})
	test('[LS1] two calls in one process do not run at once either', async () => {
		const leases = startProcess(0)
		let release = () => {}
		const first = leases.hold('twice', () => new Promise<void>((done) => (release = done)))
		expect(await leases.hold('twice', async () => 'both')).toBeNull()
		await expect
			.poll(async () => (await findLease((stores[0] as Store).reading, 'twice'))?.holder)
			.toBeTruthy()
		release()
		await first
		expect(await leases.hold('twice', async () => 'later')).toEqual({ found: 'later' })
	})
	test('[LS2] [LS4] the lease of a killed process goes to another one when it has not been renewed for a while', async () => {
		await holdAndDie('killed')
		const leases = startProcess(1)
		const tryNow = () => leases.hold('killed', async () => 'done')
		elapsedMs = 0
		expect(await tryNow()).toBeNull()
		elapsedMs = expiryMs - 1
		expect(await tryNow()).toBeNull()
		elapsedMs = expiryMs
		expect(await tryNow()).toEqual({ found: 'done' })
		expect(await findLease((stores[0] as Store).reading, 'killed')).toMatchObject({
			holder: null,
			ran_at: '2026-01-01T00:00:00.000Z',
		})
	})
	test('[LS2] a holder that is alive keeps its lease', async () => {
		const [alive, other] = [startProcess(0), startProcess(1)]
		let release = () => {}
		const held = alive.hold('alive', async ({ store }) => {
			await new Promise<void>((done) => (release = done))
			// Its batches renew the lease.
			await store.write(async () => undefined)
			await new Promise<void>((done) => (release = done))
		})
		await expect
			.poll(async () => (await findLease((stores[0] as Store).reading, 'alive'))?.holder)
			.toBeTruthy()
		elapsedMs = 0
		expect(await other.hold('alive', async () => 'both')).toBeNull()
		const firstRelease = release
		firstRelease()
		await expect.poll(() => release === firstRelease).toBe(false)
		elapsedMs = expiryMs
		expect(await other.hold('alive', async () => 'both')).toBeNull()
		release()
		await held
	})
	test('[LS3] a process that lost its lease writes nothing more', async () => {
		const [asleep, other] = [startProcess(0), startProcess(1)]
		const failure = await asleep
			.hold('asleep', async ({ store }) => {
				elapsedMs = 0
				expect(await other.hold('asleep', async () => 'too early')).toBeNull()
				elapsedMs = expiryMs
				expect(await other.hold('asleep', async () => 'taken over')).toEqual({ found: 'taken over' })
				await store.write((session) => session.putDocument({ kind: 'k', ref: 'late', scope: 'all', body: 1 }))
			})
			.catch((thrown: unknown) => thrown)
		expect(failure).toBeInstanceOf(LeaseLostError)
		expect(await stores[0]?.documentSeq('k', 'late')).toBe(0)
	})
	test('[LS5] work that fails gives its lease back; the failure is recorded without its text until it succeeds', async () => {
		const leases = startProcess(0)
		const find = () => findLease((stores[0] as Store).reading, 'failing')
		const failing = leases.hold('failing', () => Promise.reject(new RangeError('an answer')))
		await expect(failing).rejects.toThrow('an answer')
		const at = '2026-01-01T00:00:00.000Z'
		expect(await find()).toMatchObject({ holder: null, ran_at: null, failed_at: at, failure: 'RangeError' })
		// another process does it, and has nothing to do the first time
		const other = startProcess(1)
		expect(await other.hold('failing', async ({ keepRanAt }) => keepRanAt())).toBeTruthy()
		expect(await find()).toMatchObject({ failure: 'RangeError' })
		expect(await other.hold('failing', async ({ ranAt }) => ranAt)).toEqual({ found: null })
		expect(await find()).toMatchObject({ ran_at: at, failed_at: null, failure: null })
	})
	test('the holder is named by its machine and process', async () => {
		await startProcess(0).hold('named', async () => {
			const lease = await findLease((stores[0] as Store).reading, 'named')
			expect(lease?.holder).toContain(`${hostname()} ${process.pid} `)
		})
	})
	test('a process that stops waits for its work, which can write nothing more', async () => {
		const leases = startProcess(0)
		const steps: string[] = []
		const held = leases.hold('stopping', async ({ store, lost }) => {
			await new Promise((resolve) => lost.addEventListener('abort', resolve))
			await expect(store.write(async () => steps.push('written'))).rejects.toThrow(LeaseLostError)
			steps.push('ended')
		})
		await expect
			.poll(async () => (await findLease((stores[0] as Store).reading, 'stopping'))?.holder)
			.toBeTruthy()
		await leases.stop()
		expect(steps).toEqual(['ended'])
		await held
		expect(await leases.hold('stopping', async () => 'more')).toBeNull()
		expect(await startProcess(1).hold('stopping', async () => 'continued')).toEqual({ found: 'continued' })
	})
})
