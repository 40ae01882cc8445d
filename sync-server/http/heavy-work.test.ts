import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { emptyView } from '#shared/revisions/record-state'
import { writeRevision } from '#shared/revisions/revision'
import { computeStateDigest } from '#shared/revisions/state-digest'
import { isAtServer } from '#shared/sync/messages'
import { type Edit, readReply, type TestPhone } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { maxFolded, maxOpened, maxUnderstood, workOfPhone } from '../sync/work-limits.ts'
import { createRateLimiter } from './rate-limit.ts'

const [, freshSqlite] = engines[0]
const manyPaths = (value: number, count = 1999): Record<string, Answer> =>
	Object.fromEntries(Array.from({ length: count }, (_, i) => [`q${i}`, value]))

/** Builds a revision without folding it here, to save time. */
function plainEdit(
	phone: TestPhone,
	record: string,
	set: Record<string, Answer>,
	parents: readonly string[],
): Edit {
	const { revision } = phone.edit(record, set)
	const changed = {
		...revision,
		parents: [...parents].sort(),
		sum: computeStateDigest(emptyView),
		set: { $status: 'submitted', ...set },
	}
	return { revision: changed, ...writeRevision(changed) }
}

/** Builds eight branches that each rewrite everything, and repeated merges of them. */
function mergedAgain(phone: TestPhone, times: number): { root: Edit; sides: Edit[]; merges: Edit[] } {
	const record = phone.newRecord()
	const root = plainEdit(phone, record, manyPaths(0, 1900), [])
	const sides = Array.from({ length: 8 }, (_, i) => plainEdit(phone, record, manyPaths(i, 1900), [root.id]))
	const merges: Edit[] = []
	for (let i = 0; i < times; i++)
		merges.push(
			plainEdit(
				phone,
				record,
				{ q1: i },
				[...sides, ...merges].slice(-2).map(({ id }) => id),
			),
		)
	return { root, sides, merges }
}

/*
 * An enrolled phone that sends bundles within all limits of the protocol, at maximum cost for the server.
 * Each bundle has some hundred kilobytes. The work is done before and between the queries, so one engine is enough.
 */
describe('a phone that sends expensive work', () => {
	let server: ServerForTests
	/** Work charged for the last bundle, in paths: the same number on every machine. */
	let charged = 0
	const rateLimiters = {
		byAddress: createRateLimiter({ atOnce: 1e9, perSecond: 1e9 }),
		byPerson: createRateLimiter({ atOnce: 1e9, perSecond: 1e9 }),
		byDevice: createRateLimiter({ atOnce: 1e9, perSecond: 1e9 }),
		workOfPhones: {
			consume: () => {},
			charge: (_: string, __: number, paths: number) => {
				charged = paths
			},
		},
	}
	beforeAll(async () => {
		server = await serverForTests(await freshSqlite(), { rateLimiters })
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	/** Sends until everything is acknowledged. Returns the codes, and the most work of a bundle in paths. */
	async function sendAll({ phone, post }: Sender, edits: readonly Edit[]) {
		const became = new Map<string, string>()
		let mostWork = 0
		let bundles = 0
		for (let left = edits; left.length > 0; ) {
			const { body } = await phone.request(await phone.frames(left.slice(0, 50)))
			const { header } = await readReply(await post(body))
			mostWork = Math.max(mostWork, charged)
			bundles++
			expect(header.acks.length).toBeGreaterThan(0)
			for (const [id, code] of header.acks) {
				expect(isAtServer(code)).toBe(true)
				became.set(id, code)
			}
			// The server asks for the rest at once, also if the client has sent everything.
			const done = new Set(header.acks.map(([id]) => id))
			if (header.acks.length < Math.min(50, left.length)) expect(header.more).toBe(true)
			left = left.filter(({ id }) => !done.has(id))
		}
		return { became, mostWork, bundles }
	}
	const whyHeld = async () =>
		new Map(
			(await server.store.reading.db.selectFrom('quarantine').select(['id', 'why']).execute()).map(
				({ id, why }) => [id, why],
			),
		)

	test('sixty roots of one record cost a bundle no more than its size, and work beyond the record limit is quarantined', async () => {
		const sender = await enrolledPhone(server)
		const record = sender.phone.newRecord()
		const edits = Array.from({ length: 60 }, (_, i) => plainEdit(sender.phone, record, manyPaths(i), []))
		const { became, mostWork } = await sendAll(sender, edits)
		expect(mostWork).toBeLessThanOrEqual(maxUnderstood + maxOpened.paths)
		const countOf = (wanted: string) => [...became.values()].filter((code) => code === wanted).length
		expect([countOf('stored'), countOf('quarantined')]).toEqual([10, 50])
		expect(new Set([...(await whyHeld()).values()])).toEqual(new Set(['too-many-changes']))
	})
	test('a chain of a hundred large changes is folded once', async () => {
		const sender = await enrolledPhone(server)
		const record = sender.phone.newRecord()
		const edits: Edit[] = []
		for (let i = 0; i < 100; i++) {
			const last = edits.at(-1)
			edits.push(plainEdit(sender.phone, record, manyPaths(i), last ? [last.id] : []))
		}
		const { became, mostWork } = await sendAll(sender, edits)
		expect(mostWork).toBeLessThanOrEqual(maxUnderstood + maxOpened.paths)
		expect([...became.values()].filter((code) => code === 'stored')).toHaveLength(10)
		// Revisions on top of it are not lost either.
		expect(became.size).toBe(100)
	})
	test('[M7] histories with repeated merges are folded within a budget, also when all of them wait for one revision', async () => {
		const sender = await enrolledPhone(server)
		const { root, sides, merges } = mergedAgain(sender.phone, 400)
		const { became } = await sendAll(sender, [...sides, ...merges])
		expect(new Set(became.values())).toEqual(new Set(['waiting-parent']))
		const { mostWork } = await sendAll(sender, [root])
		expect(mostWork).toBeLessThanOrEqual(maxFolded + maxOpened.paths)
		expect((await whyHeld()).get(merges.at(-1)?.id ?? '')).toBe('too-many-changes')
	})
	test('a phone cannot approve a record that is too expensive to fold', async () => {
		const sender = await enrolledPhone(server)
		const { root, sides, merges } = mergedAgain(sender.phone, 60)
		const parents = merges.slice(-2).map(({ id }) => id)
		const approval = plainEdit(sender.phone, root.revision.record, { $status: 'approved' }, parents)
		await sendAll(sender, [root, ...sides, ...merges])
		const { became } = await sendAll(sender, [approval])
		// It waits if the merges under it were quarantined.
		expect(['quarantined', 'waiting-parent']).toContain(became.get(approval.id))
		const { status } = await server.store.reading.db
			.selectFrom('record')
			.select('status')
			.where('id', '=', root.revision.record)
			.executeTakeFirstOrThrow()
		expect(status).toBe('submitted')
	})
	test('a bundle that changes fifty large records is processed in parts, and completely', async () => {
		const sender = await enrolledPhone(server)
		const records = Array.from({ length: 12 }, () => sender.phone.newRecord())
		const large = records.flatMap((record) =>
			Array.from({ length: 5 }, (_, i) => plainEdit(sender.phone, record, manyPaths(i, 1900), [])),
		)
		await sendAll(sender, large)
		const small = records.map((record) => plainEdit(sender.phone, record, { q1: 1 }, []))
		const { became, bundles, mostWork } = await sendAll(sender, small)
		expect(new Set(became.values())).toEqual(new Set(['stored']))
		expect(bundles).toBeGreaterThan(1)
		expect(mostWork).toBeLessThanOrEqual(maxUnderstood + maxOpened.paths)
	})
	test('frames that expand a thousandfold are decompressed only up to the limit of a bundle', async () => {
		const sender = await enrolledPhone(server)
		const text = 'x'.repeat(240)
		const heavy = Array.from({ length: 50 }, () =>
			plainEdit(
				sender.phone,
				sender.phone.newRecord(),
				Object.fromEntries(Array.from({ length: 1900 }, (_, i) => [`q${i}`, text])),
				[],
			),
		)
		const { body } = await sender.phone.request(await sender.phone.frames(heavy))
		const { header } = await readReply(await sender.post(body))
		expect(header.acks.length).toBeLessThan(15)
		expect(header.more).toBe(true)
	})
})

type Sender = Awaited<ReturnType<typeof enrolledPhone>>

test('a phone is charged for the server work it causes, and ordinary work is far below the limit', async () => {
	const server = await serverForTests(await freshSqlite())
	const heavy = await enrolledPhone(server)
	const honest = await enrolledPhone(server)
	const edit = (sender: Sender, set: Record<string, Answer>) =>
		sender.phone.edit(sender.phone.newRecord(), set)
	const send = async (sender: Sender, edits: readonly Edit[]) => {
		const { body } = await sender.phone.request(await sender.phone.frames(edits))
		const reply = await server.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		return [reply.statusCode, reply.headers['retry-after']] as const
	}
	for (let i = 0; i < 10; i++) {
		const day = Array.from({ length: 50 }, () => edit(honest, manyPaths(i, 160)))
		expect((await send(honest, day))[0]).toBe(200)
	}
	const { root, sides, merges } = mergedAgain(heavy.phone, 400)
	const edits = [root, ...sides, ...merges]
	// each bundle costs at least the 17,000 paths of the record, also on a machine that is too slow to fold it
	const bundles = Math.ceil(workOfPhone.atOnce / 17_000)
	const perBundle = Math.floor(edits.length / bundles)
	let sent = 0
	for (; sent < edits.length; sent += perBundle)
		if ((await send(heavy, edits.slice(sent, sent + perBundle)))[0] !== 200) break
	expect(sent).toBeLessThan(edits.length)
	const [status, wait] = await send(heavy, [])
	expect([status, Number(wait) > 0]).toEqual([429, true])
	expect((await send(honest, []))[0]).toBe(200)
	// The work stays on the phone, and continues by itself.
	server.clock.now += Number(wait) * 1000
	expect((await send(heavy, []))[0]).toBe(200)
	await server.close()
	expect(server.failures).toEqual([])
})
