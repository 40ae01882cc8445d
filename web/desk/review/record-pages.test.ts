import { expect, test } from 'vitest'
import type { RecordListItem, RecordQuery } from '#shared/review/record-list'
import { pagesUpTo } from './record-pages.ts'

const listOf = (count: number) =>
	Array.from(
		{ length: count },
		(_, i): RecordListItem => ({
			id: `${i}`,
			form: 'household',
			formVersion: 1,
			name: '',
			round: null,
			district: null,
			outcome: null,
			status: 'submitted',
			isVoid: false,
			openConflicts: 0,
			openFlags: 0,
			openKinds: [],
			quickApprovalBlocker: null,
			answersError: null,
			demonstration: false,
			started: '',
			changed: '',
			lastSeq: 900 - i,
			finishedSeq: 100 + i,
			ownerName: '',
			ownerCode: '',
		}),
	)

/** Fake server with ten records a page, by age. */
function serverWith(count: number) {
	const all = listOf(count)
	const queries: RecordQuery[] = []
	return {
		queries,
		async ask(query: RecordQuery) {
			queries.push(query)
			const rest = all.filter(({ finishedSeq }) => (finishedSeq ?? 0) > (query.before ?? 0))
			return { records: rest.slice(0, 10), total: count, isMore: false }
		},
	}
}
const query = { waiting: '1', order: 'oldest' } as const

test('a reloaded list has as many rows as before', async () => {
	const { ask, queries } = serverWith(40)
	const { records, total } = await pagesUpTo(20, query, ask)
	expect(records.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`))
	expect(total).toBe(40)
	expect(queries).toHaveLength(2)
})
test('or as many as there are', async () => {
	expect((await pagesUpTo(30, query, serverWith(15).ask)).records).toHaveLength(15)
	expect((await pagesUpTo(30, query, serverWith(20).ask)).records).toHaveLength(20)
	expect((await pagesUpTo(30, query, serverWith(0).ask)).records).toEqual([])
})
test('a new list has one page', async () => {
	const { ask, queries } = serverWith(40)
	expect((await pagesUpTo(0, query, ask)).records).toHaveLength(10)
	expect(queries).toEqual([query])
})
