import type { RecordListItem, RecordQuery } from '#shared/review/record-list'

/** A page of records, with the total number of the list. */
export interface RecordPage {
	readonly records: readonly RecordListItem[]
	readonly total: number
	readonly isMore: boolean
}

/** Returns the query of the page after a record, in the order of its list. */
export function restAfter(last: RecordListItem, query: RecordQuery): RecordQuery {
	const isByAge = query.waiting === '1' && query.order !== undefined
	const before = (isByAge ? last.finishedSeq : null) ?? last.lastSeq
	return { ...query, before, beforeFlags: last.openFlags ?? -1 }
}

/** Loads pages from the first one until `count` rows are reached or the list ends. */
export async function pagesUpTo(
	count: number,
	query: RecordQuery,
	ask: (query: RecordQuery) => Promise<RecordPage>,
): Promise<RecordPage> {
	let page = await ask(query)
	let rows = page.records
	for (let last = rows.at(-1); last && rows.length < count; last = page.records.at(-1)) {
		page = await ask(restAfter(last, query))
		rows = [...rows, ...page.records]
	}
	return { ...page, records: rows }
}
