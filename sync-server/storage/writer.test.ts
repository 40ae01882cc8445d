import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomId } from '#shared/kernel/ids'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { recordRow } from '../../tests/helpers/record-row.ts'
import { newRevision, random } from '../../tests/helpers/revision.ts'
import { openStore } from './open-store.ts'
import type { Store } from './store.ts'
import type { ConflictChanges } from './tables/row-types.ts'

describe.each(engines)('a writer on %s', (_name, freshEngine) => {
	let store: Store
	beforeAll(async () => {
		store = await openStore({ engine: await freshEngine(), project: 'test', now: () => Date.UTC(2026, 0, 1) })
	})
	afterAll(() => store.close())

	test('a conflict is resolved, reopens under the same name, or leaves nothing when another supersedes it', async () => {
		const record = randomId(random.bytes)
		const open = { id: 'case', kind: 'field', path: 'a', revisions: ['x', 'y'] }
		const rows = async () =>
			store.changing.db
				.selectFrom('conflict')
				.select(['id', 'closed_by'])
				.where('record', '=', record)
				.execute()
		const save = (changes: Partial<ConflictChanges>) =>
			store.write(async (session) => {
				await session.appendRevisions([newRevision(record)])
				await session.saveConflicts([{ record, open: [], decided: new Map(), superseded: [], ...changes }])
			})
		await save({ open: [open] })
		expect(await rows()).toEqual([{ id: 'case', closed_by: null }])
		await save({ decided: new Map([['case', 'decision']]) })
		expect(await rows()).toEqual([{ id: 'case', closed_by: 'decision' }])
		await save({ open: [open] })
		expect(await rows()).toEqual([{ id: 'case', closed_by: null }])
		await save({ open: [{ ...open, id: 'bigger' }], superseded: ['case'] })
		expect(await rows()).toEqual([{ id: 'bigger', closed_by: null }])
	})
	test('ten thousand conflicts of one record are saved and superseded', async () => {
		const record = randomId(random.bytes)
		const open = Array.from({ length: 10_000 }, (_, i) => ({
			id: `${record} ${i}`,
			kind: 'field',
			path: `p${i}`,
			revisions: ['x', 'y'],
		}))
		const save = (changes: Partial<ConflictChanges>) =>
			store.write((session) =>
				session.saveConflicts([{ record, open: [], decided: new Map(), superseded: [], ...changes }]),
			)
		await store.write((session) => session.saveRecords([recordRow(record)]))
		await save({ open })
		expect(await store.write((session) => session.findOpenConflicts([record]))).toHaveLength(10_000)
		await save({ superseded: open.map(({ id }) => id) })
		expect(await store.write((session) => session.findOpenConflicts([record]))).toEqual([])
	})
	test('a record whose revisions all went to quarantine is counted no more, also if the session read it afterwards', async () => {
		const revision = newRevision()
		const { record } = revision
		const counted = async () => {
			const rows = await store.reading.db.selectFrom('record_count_by_day').select('records').execute()
			return rows.reduce((sum, { records }) => sum + Number(records), 0)
		}
		const before = await counted()
		await store.write(async (session) => {
			await session.revisionsOf([record])
			await session.appendRevisions([revision])
			await session.saveRecords([recordRow(record)])
		})
		expect(await counted()).toBe(before + 1)
		await store.write(async (session) => {
			await session.moveToQuarantine([revision.id], 'forbidden-move')
			expect(await session.revisionsOf([record])).toEqual([])
			await session.deleteRecordRows([record])
		})
		expect(await counted()).toBe(before)
	})
	test('quarantined work keeps its number and chain, and is no longer in the feed', async () => {
		const [remaining, moved] = [newRevision(), newRevision()]
		await store.write(async (session) => {
			const numbers = await session.appendRevisions([remaining, moved])
			await session.announce(
				[...numbers].map(([revision, seq]) => ({ scope: 'person:apart', revision, seq })),
			)
		})
		const chainOf = (table: 'revision' | 'quarantine') =>
			store.changing.db
				.selectFrom(table)
				.select(['seq', 'chain', 'bytes'])
				.where('id', '=', moved.id)
				.execute()
		const before = await chainOf('revision')
		await store.write((session) => session.moveToQuarantine([moved.id], 'forbidden-move'))
		expect(await chainOf('revision')).toEqual([])
		expect(await chainOf('quarantine')).toEqual(before)
		expect((await store.feedAfter(['person:apart'], { after: 0, limit: 10 })).map(({ ref }) => ref)).toEqual([
			remaining.id,
		])
		const arriving = [{ id: moved.id, record: null }]
		const { states } = await store.write((session) => session.findKnown(arriving))
		expect(states).toEqual(new Map([[moved.id, 'quarantined']]))
	})
})
