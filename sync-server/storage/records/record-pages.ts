import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { RecordListItem, RecordOrder } from '#shared/review/record-list'
import type { ConflictKind } from '#shared/revisions/record-state'
import { queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'
import { countRecords, findReviewStates, matchesFilter, type RecordFilter } from './records.ts'

type RecordPageExpressionBuilder = ExpressionBuilder<Tables, 'record'>

const listed = [
	'record.id',
	'record.form',
	'record.form_version',
	'record.name',
	'record.round',
	'record.district',
	'record.outcome',
	'record.status',
	'record.void',
	'record.open_conflicts',
	'record.open_flags',
	'record.readers',
	'record.projection_error',
	'record.demonstration',
	'record.started',
	'record.changed',
	'record.last_seq',
	'record.finished_seq',
] as const

/** Columns that determine the position of a record in each order. */
export type RecordKey = Pick<Tables['record'], 'last_seq' | 'finished_seq' | 'open_flags'>

export type Direction = 'behind' | 'before'

/**
 * Returns the conditions for records after or before a record in an order, nearest first, as ranges of that
 * order's index: each begins and ends at its condition, so that no other rows are read.
 */
export function buildIndexRanges(
	order: RecordOrder | undefined,
	{ last_seq, finished_seq, open_flags }: RecordKey,
	direction: Direction,
): ((eb: RecordPageExpressionBuilder) => Expression<SqlBool>)[] {
	const [less, more] = direction === 'behind' ? (['<', '>'] as const) : (['>', '<'] as const)
	if (order === undefined) return [(eb) => eb('record.last_seq', less, last_seq)]
	const isLater = (eb: RecordPageExpressionBuilder) => eb('record.finished_seq', more, finished_seq ?? 0)
	if (order === 'oldest') return [isLater]
	return [
		(eb) => eb.and([eb('record.open_flags', '=', open_flags), isLater(eb)]),
		(eb) => eb('record.open_flags', less, open_flags),
	]
}

/** Returns the sort columns of a list. `isReversed`: from its end. */
function sortedBy(order: RecordOrder | undefined, isReversed = false) {
	const [up, down] = isReversed ? (['desc', 'asc'] as const) : (['asc', 'desc'] as const)
	if (order === undefined) return [['record.last_seq', down] as const]
	const byAge = ['record.finished_seq', up] as const
	return order === 'oldest' ? [byAge] : [['record.open_flags', down] as const, byAge]
}

export interface PageOfRecords {
	readonly order: RecordOrder | undefined
	/** Absent: the beginning of the list. */
	readonly from?: { readonly key: RecordKey; readonly direction: Direction } | undefined
	readonly limit: number
}

/**
 * Returns queries for the ids of a page, nearest first, range by range. If an index has all columns of the
 * filter, only the index is read.
 */
export function idsOfPage(session: Session, filter: RecordFilter, { order, from, limit }: PageOfRecords) {
	const all = session.db
		.selectFrom('record')
		.select('record.id')
		.where((eb) => matchesFilter(eb, session.project, filter))
		.$call((query) =>
			sortedBy(order, from?.direction === 'before').reduce(
				(sorted, [column, way]) => sorted.orderBy(column, way),
				query,
			),
		)
		.orderBy('record.id')
		.limit(limit)
	return from
		? buildIndexRanges(order, from.key, from.direction).map((part) => all.where((eb) => part(eb)))
		: [all]
}

/** Returns a page of a list, in its order. */
export async function listRecords(
	session: Session,
	filter: RecordFilter,
	page: { order?: RecordOrder | undefined; after?: RecordKey | undefined; limit: number },
): Promise<{ records: RecordListItem[]; total: number; isMore: boolean }> {
	const { order, after, limit } = page
	const from = after && { key: after, direction: 'behind' as const }
	async function read() {
		const rows: Awaited<ReturnType<typeof rowsOf>> = []
		for (const ids of idsOfPage(session, filter, { order, from, limit })) {
			if (rows.length === limit) break
			// one statement finds and reads the rows: a record that changed in between would be listed although it
			// no longer matches
			const more = await rowsOf(ids.limit(limit - rows.length))
			const known = new Set(rows.map(({ id }) => id))
			rows.push(...more.filter(({ id }) => !known.has(id)))
		}
		return rows
	}
	const rowsOf = (ids: ReturnType<typeof idsOfPage>[number]) =>
		session.db
			.selectFrom('record')
			.leftJoin('person', 'person.id', 'record.owner')
			.select([...listed, 'person.name as ownerName', 'person.code as ownerCode'])
			.where('record.id', 'in', ids)
			.$call((query) => sortedBy(order).reduce((sorted, [column, way]) => sorted.orderBy(column, way), query))
			.orderBy('record.id')
			.execute()
	// a first page that is not full is the whole list, so no count is needed; a search reads every name for a
	// count anyway
	const isCountedConcurrently = after !== undefined || filter.search !== undefined
	const [rows, counted] = await Promise.all([
		read(),
		isCountedConcurrently ? countRecords(session, filter) : null,
	])
	const count =
		counted ??
		(rows.length < limit ? { total: rows.length, isMore: false } : await countRecords(session, filter))
	const kinds = await openKinds(
		session,
		rows.filter(({ open_conflicts }) => open_conflicts > 0).map(({ id }) => id),
	)
	return {
		...count,
		records: rows.map((row) => ({
			...findReviewStates(row, filter.role),
			id: row.id,
			openKinds: kinds.get(row.id) ?? [],
			form: row.form,
			formVersion: row.form_version,
			name: row.name,
			round: row.round,
			district: row.district,
			outcome: row.outcome,
			demonstration: row.demonstration === 1,
			started: row.started,
			changed: row.changed,
			lastSeq: row.last_seq,
			finishedSeq: row.finished_seq,
			ownerName: row.ownerName ?? '',
			ownerCode: row.ownerCode ?? '',
		})),
	}
}

/** Returns the kinds of the open conflicts of some records. */
async function openKinds(session: Session, records: readonly string[]): Promise<Map<string, ConflictKind[]>> {
	const rows = await queryInChunks(records, (part) =>
		session.db
			.selectFrom('conflict')
			.select(['record', 'kind'])
			.distinct()
			.where('record', 'in', part)
			.where('closed_by', 'is', null)
			.execute(),
	)
	const found = new Map<string, ConflictKind[]>()
	for (const { record, kind } of rows)
		found.set(record, [...(found.get(record) ?? []), kind as ConflictKind].sort())
	return found
}
