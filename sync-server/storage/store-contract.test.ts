import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shortDigest } from '#shared/kernel/digest'
import { randomId } from '#shared/kernel/ids'
import { engines, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { newRevision, random } from '../../tests/helpers/revision.ts'
import { checkChain } from './log/chain.ts'
import { openStore } from './open-store.ts'
import type { Store } from './store.ts'
import type { NewRevision } from './tables/row-types.ts'

/** The rules that every store follows, on every database. */
describe.each(engines)('%s', (_name, freshEngine) => {
	let engine: FreshEngine
	let store: Store
	beforeAll(async () => {
		engine = await freshEngine()
		store = await openStore({ engine, project: 'test', now: () => Date.UTC(2026, 0, 1) })
	})
	afterAll(() => store.close())

	const append = (revisions: NewRevision[], scope = 'person:a') =>
		store.write(async (session) => {
			const numbers = await session.appendRevisions(revisions)
			await session.announce([...numbers].map(([revision, seq]) => ({ scope, revision, seq })))
		})

	test('opening it again changes nothing', async () => {
		const head = await store.head()
		const again = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		expect(await again.head()).toEqual(head)
		await again.close()
	})
	test('[ST2] numbers follow each other without gaps, chained from one to the next', async () => {
		const before = await store.head()
		const revisions = [newRevision(), newRevision(), newRevision()]
		await append(revisions)
		const stored = await store.revisionsById(revisions.map(({ id }) => id))
		expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3].map((step) => before.seq + step))
		const chain = revisions.reduce((link, { id }) => shortDigest(link + id), before.chain)
		expect(await store.head()).toEqual({ seq: before.seq + 3, chain })
	})
	test('[ST3] a revision is read back exactly as it was sent', async () => {
		const revision = newRevision()
		await append([revision])
		const [stored] = await store.revisionsById([revision.id])
		expect([...(stored?.bytes ?? [])]).toEqual([...revision.bytes])
	})
	test('[ST3] the same id cannot be stored a second time', async () => {
		const revision = newRevision()
		await append([revision])
		await expect(append([revision])).rejects.toThrow()
		const arriving = [revision.id, 'other'].map((id) => ({ id, record: revision.record }))
		expect(await store.write((session) => session.findKnown(arriving))).toEqual({
			states: new Map([[revision.id, 'stored']]),
			erasedRecords: new Set(),
		})
	})
	test('[ST4] a callback that throws leaves nothing behind, and no gap', async () => {
		const before = await store.head()
		const revision = newRevision()
		const failing = store.write(async (session) => {
			await session.appendRevisions([revision])
			await session.putDocument({ kind: 'person', ref: 'x', scope: 'person:x', body: {} })
			throw new Error('in the middle')
		})
		await expect(failing).rejects.toThrow('in the middle')
		expect(await store.head()).toEqual(before)
		expect(await store.revisionsById([revision.id])).toEqual([])
		expect(await store.feedAfter(['person:x'], { after: 0, limit: 10 })).toEqual([])
	})
	test('[ST1] concurrent writers run one after the other', async () => {
		const before = await store.head()
		let inside = 0
		let most = 0
		await Promise.all(
			Array.from({ length: 20 }, () =>
				store.write(async (session) => {
					inside++
					most = Math.max(most, inside)
					await session.appendRevisions([newRevision()])
					await new Promise((later) => setTimeout(later, 2))
					inside--
				}),
			),
		)
		expect(most).toBe(1)
		expect((await store.head()).seq).toBe(before.seq + 20)
	})
	test('[ST5] the feed is in order, only for the given scopes, only after the cursor', async () => {
		const { seq: start } = await store.head()
		const [first, second, third] = [newRevision(), newRevision(), newRevision()]
		await append([first], 'person:b')
		await append([second], 'person:c')
		await append([third], 'person:b')
		const entries = await store.feedAfter(['person:b', 'all'], { after: start, limit: 10 })
		expect(entries.map(({ ref }) => ref)).toEqual([first.id, third.id])
		expect(await store.feedAfter(['person:b'], { after: entries[0]?.seq ?? 0, limit: 10 })).toHaveLength(1)
		expect(await store.feedAfter(['person:b'], { after: start, limit: 1 })).toHaveLength(1)
	})
	test('[ST6] a reader that pages while eight writers write misses nothing', async () => {
		const { seq: start } = await store.head()
		const written: string[] = []
		const writers = Array.from({ length: 8 }, async (_, writer) => {
			for (let i = 0; i < 12; i++) {
				const revision = newRevision()
				await store.write(async (session) => {
					const numbers = await session.appendRevisions([revision])
					const seq = numbers.get(revision.id) ?? 0
					await session.announce([{ scope: 'all', revision: revision.id, seq }])
					if ((i + writer) % 5 === 0) await new Promise((later) => setTimeout(later, 3))
				})
				written.push(revision.id)
			}
		})
		const seen: string[] = []
		let cursor = start
		let isOver = false
		const reader = (async () => {
			for (;;) {
				const wasOver = isOver
				const page = await store.feedAfter(['all'], { after: cursor, limit: 7 })
				for (const { ref, seq } of page) {
					seen.push(ref)
					cursor = seq
				}
				if (page.length === 0) {
					if (wasOver) return
					await new Promise((later) => setTimeout(later, 1))
				}
			}
		})()
		await Promise.all(writers)
		isOver = true
		await reader
		expect(new Set(seen)).toEqual(new Set(written))
		expect(seen).toHaveLength(written.length)
	})
	test('[ST7] a snapshot does not change while others write', async () => {
		const record = randomId(random.bytes)
		await append([newRevision(record)])
		await store.atOneMoment(async (moment) => {
			const count = async () =>
				(await moment.db.selectFrom('revision').select('id').where('record', '=', record).execute()).length
			expect(await count()).toBe(1)
			await append([newRevision(record)])
			expect(await count()).toBe(1)
		})
		expect(await store.revisionsOf(record)).toHaveLength(2)
	})
	test('a later document with the same name replaces the earlier one, and is in the feed again', async () => {
		const put = (text: string) =>
			store.write((session) =>
				session.putDocument({ kind: 'person', ref: 'amina', scope: 'person:amina', body: { text } }),
			)
		await put('first')
		const { seq } = await store.head()
		await put('second')
		expect((await store.documentsByRef(['amina'])).map(({ body }) => body)).toEqual([{ text: 'second' }])
		expect(await store.feedAfter(['person:amina'], { after: seq, limit: 10 })).toHaveLength(1)
	})
	test('text in any script, special characters of both databases and control characters are unchanged', async () => {
		const text = 'ضلع 🌾 \' " \\ % _ ; -- \u0001 \u0000 ﷽'
		await store.write((session) =>
			session.putDocument({ kind: 'person', ref: 'text', scope: 'person:text', body: { text } }),
		)
		expect((await store.documentsByRef(['text']))[0]?.body).toEqual({ text })
	})
	test('[ST1] writers of two stores on one database run one after the other, and lose nothing', async () => {
		const other = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
		const before = await store.head()
		let inside = 0
		let most = 0
		await Promise.all(
			Array.from({ length: 24 }, (_, i) =>
				(i % 2 === 0 ? store : other).write(async (session) => {
					inside++
					most = Math.max(most, inside)
					await session.appendRevisions([newRevision()])
					await new Promise((later) => setTimeout(later, 3))
					inside--
				}),
			),
		)
		expect(most).toBe(1)
		expect((await other.head()).seq).toBe(before.seq + 24)
		await other.close()
	})
	test('[ST4] after a failed statement nothing more is written, even if the callback continues', async () => {
		const [first, second] = [newRevision(), newRevision()]
		await append([first])
		const before = await store.head()
		const going = store.write(async (session) => {
			await session.appendRevisions([first]).catch(() => {})
			await session.appendRevisions([second]).catch(() => {})
			throw new Error('the last word')
		})
		await expect(going).rejects.toThrow('the last word')
		expect(await store.head()).toEqual(before)
		expect(await store.revisionsById([second.id])).toEqual([])
	})
	const quarantine = (revision: NewRevision) =>
		store.write((session) => session.moveToQuarantine([revision.id], 'forbidden-move'))
	const release = (revision: NewRevision, scope: string) =>
		store.write(async (session) => {
			await session.releaseFromQuarantine([revision])
			const { id, device } = revision
			const by = { device, quarantineReason: 'forbidden-move', person: 'p', why: '' }
			const numbers = await session.appendDecisions([{ revision: id, decision: 'let-in', ...by }])
			await session.announce([{ scope, revision: id, seq: numbers.get(id) ?? 0 }])
		})
	test('[ST2] a revision keeps number, chain, bytes and time of arrival, into quarantine and out of it', async () => {
		const revision = newRevision()
		await append([revision])
		const arrivalIn = (table: 'revision' | 'quarantine') =>
			store.reading.db
				.selectFrom(table)
				.select(['seq', 'chain', 'received', 'bytes', 'n'])
				.where('id', '=', revision.id)
				.executeTakeFirst()
		const before = await arrivalIn('revision')
		await quarantine(revision)
		expect(await arrivalIn('quarantine')).toEqual(before)
		expect(await arrivalIn('revision')).toBeUndefined()
		await release(revision, 'person:moved')
		expect(await arrivalIn('revision')).toEqual(before)
		expect(await arrivalIn('quarantine')).toBeUndefined()
	})
	test('[ST2] work quarantined on arrival has another place in the chain', async () => {
		const revision = newRevision()
		const { chain } = await store.head()
		await store.write((session) =>
			session.insertQuarantined([
				{
					id: revision.id,
					device: revision.device,
					n: null,
					bytes: revision.bytes,
					signature: null,
					why: 'not-active',
				},
			]),
		)
		expect((await store.head()).chain).not.toBe(shortDigest(chain + revision.id))
		await release(revision, 'person:held-back')
		expect(await checkChain(store.reading)).toMatchObject({ broken: null })
	})
	test('[ST2] a decision takes the next number, with its place in the chain', async () => {
		const revision = newRevision()
		await append([revision])
		await quarantine(revision)
		const before = await store.head()
		await release(revision, 'person:decided')
		const row = await store.reading.db
			.selectFrom('quarantine_decision')
			.select(['seq', 'chain'])
			.where('revision', '=', revision.id)
			.executeTakeFirstOrThrow()
		expect(row.seq).toBe(before.seq + 1)
		expect(await store.head()).toEqual(row)
	})
	test('[ST6] a reader past the number of a revision receives it when it is accepted', async () => {
		const revision = newRevision()
		await append([revision], 'person:late')
		await quarantine(revision)
		await append([newRevision()], 'person:late')
		const { seq: cursor } = await store.head()
		expect(await store.feedAfter(['person:late'], { after: cursor, limit: 10 })).toEqual([])
		await release(revision, 'person:late')
		const entries = await store.feedAfter(['person:late'], { after: cursor, limit: 10 })
		expect(entries.map(({ ref }) => ref)).toEqual([revision.id])
		// a reader that comes later does not receive it after it was quarantined again
		await quarantine(revision)
		const refs = (await store.feedAfter(['person:late'], { after: 0, limit: 10 })).map(({ ref }) => ref)
		expect(refs).not.toContain(revision.id)
	})
	test('[ST9] more writers than connections, each of which reads while it writes', async () => {
		const record = randomId(random.bytes)
		await append([newRevision(record)])
		const counts = await Promise.all(
			Array.from({ length: 40 }, () =>
				store.write(async (session) => {
					await session.appendRevisions([newRevision()])
					const moment = await store.atOneMoment((moment) =>
						moment.db.selectFrom('revision').select('id').where('record', '=', record).execute(),
					)
					return (await store.revisionsOf(record)).length + moment.length
				}),
			),
		)
		expect(new Set(counts)).toEqual(new Set([2]))
	})
})
