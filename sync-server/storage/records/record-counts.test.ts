import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { engines, type FreshEngine } from '../../../tests/helpers/fresh-engines.ts'
import { interviewRow } from '../../../tests/helpers/interview-row.ts'
import { recordRow } from '../../../tests/helpers/record-row.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store.ts'
import { rebuildCounts } from './record-counts.ts'

const project = 'test'

/** Few records and few values, so that the same record and the same count occur repeatedly. */
const anyRow = fc
	.record({
		id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
		demonstration: fc.constantFrom(0 as const, 1 as const),
		round: fc.constantFrom(null, 'endline'),
		district: fc.constantFrom(null, 'PK607', 'PK608'),
		cluster: fc.constantFrom(null, 'PK607-03'),
		outcome: fc.constantFrom(null, 'done', 'refused'),
		disposition: fc.constantFrom(null, 'complete', 'refusal'),
		sex: fc.constantFrom(null, 'male'),
		finished_on: fc.constantFrom(null, '2026-01-15', '2026-01-16'),
		status: fc.constantFrom('draft', 'submitted', 'approved'),
		void: fc.constantFrom(0 as const, 0 as const, 1 as const),
		open_conflicts: fc.constantFrom(0, 0, 1, 3),
		readers: fc.constantFrom('', '', ' safeguarding-lead '),
	})
	.map(({ id, ...over }) => recordRow(id, over))
const rows = fc.uniqueArray(anyRow, { selector: ({ id }) => id, minLength: 1, maxLength: 5 })
/**
 * Completed and other interviews; people move, and an interview that is finished again on another day has
 * another count.
 */
const anyInterview = fc
	.record({
		record: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
		demonstration: fc.constantFrom(0 as const, 1 as const),
		round: fc.constantFrom('endline', 'pilot'),
		district: fc.constantFrom('PK607', 'PK608'),
		person: fc.constantFrom('p', 'q'),
		done_on: fc.constantFrom(null, '2026-01-15', '2026-01-16'),
		start_hour: fc.constantFrom(null, 0, 167),
		minutes: fc.constantFrom(null, 0, 30, 180),
	})
	.map(({ record, ...over }) => interviewRow(record, over))
const interviews = fc.uniqueArray(anyInterview, {
	selector: ({ record }: { record: string }) => record,
	minLength: 1,
	maxLength: 5,
})
const change = fc.oneof(
	{ weight: 4, arbitrary: interviews.map((some) => ({ kind: 'interviewed' as const, some })) },
	{ weight: 2, arbitrary: interviews.map((some) => ({ kind: 'not-interviewed' as const, some })) },
	{ weight: 4, arbitrary: rows.map((some) => ({ kind: 'understood' as const, some })) },
	{ weight: 2, arbitrary: rows.map((some) => ({ kind: 'not-understood' as const, some })) },
	{ weight: 2, arbitrary: rows.map((some) => ({ kind: 'gone' as const, some })) },
)
const writing = fc.record({
	changes: fc.array(change, { minLength: 1, maxLength: 3 }),
	fails: fc.boolean(),
})

describe.each(engines)('record counts on %s', (_name, freshEngine) => {
	let engine: FreshEngine
	let store: Store
	beforeAll(async () => {
		engine = await freshEngine()
		store = await openStore({ engine, project, now: () => Date.UTC(2026, 0, 1) })
	})
	afterAll(() => store.close())

	test('after any changes of records they equal counting all records', () =>
		fc.assert(
			fc.asyncProperty(fc.array(writing, { minLength: 1, maxLength: 8 }), async (writings) => {
				for (const { changes, fails } of writings)
					await store
						.write(async (session) => {
							for (const { kind, some } of changes)
								if (kind === 'interviewed') await session.saveInterviews(some, [])
								else if (kind === 'not-interviewed')
									await session.saveInterviews(
										[],
										some.map(({ record }) => record),
									)
								else if (kind === 'understood') await session.saveRecords(some)
								else if (kind === 'not-understood') await session.saveProjectionErrors(some)
								else await session.deleteRecordRows(some.map(({ id }) => id))
							if (fails) throw new Error('in the middle')
						})
						.catch((thrown: unknown) => {
							if (!fails) throw thrown
						})
				expect(await store.write((session) => rebuildCounts(session))).toBe(0)
			}),
			{ numRuns: 60 },
		))
	test('no count remains for deleted records, not even a zero', async () => {
		await store.write(async (session) => {
			await session.deleteRecordRows(['a', 'b', 'c', 'd', 'e'])
		})
		for (const table of ['record_count_by_day', 'record_count_by_cluster', 'interview_count'] as const)
			expect(await store.reading.db.selectFrom(table).selectAll().execute()).toEqual([])
	})
	test('recounting repairs wrong counts, and reports how many', async () => {
		await store.write((session) =>
			session.saveRecords([recordRow('a'), recordRow('b'), recordRow('c', { sex: null })]),
		)
		const sums = () =>
			store.reading.db.selectFrom('record_count_by_day').select(['sex', 'records']).orderBy('sex').execute()
		const right = [
			{ sex: '', records: 1 },
			{ sex: 'male', records: 2 },
		]
		expect(await sums()).toEqual(right)
		await store.changing.db
			.updateTable('record_count_by_day')
			.set({ records: 7 })
			.where('sex', '=', 'male')
			.execute()
		// the wrong row was deleted, and the right one inserted
		expect(await store.write((session) => rebuildCounts(session))).toBe(2)
		expect(await sums()).toEqual(right)
		expect(await store.write((session) => rebuildCounts(session))).toBe(0)
	})
})
