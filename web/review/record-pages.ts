import type { RecordListItem, RecordQuery } from '#shared/revisions/record-listed'

/** A page of a list, and how many there are in all. */
export interface RecordPage {
	readonly records: readonly RecordListItem[]
	readonly total: number
	readonly isMore: boolean
}

/** What comes after a record, in the order of its list. */
export function restAfter(last: RecordListItem, query: RecordQuery): RecordQuery {
	const isByAge = query.waiting === '1' && query.order !== undefined
	const before = (isByAge ? last.finishedSeq : null) ?? last.lastSeq
	return { ...query, before, beforeFlags: last.openFlags ?? -1 }
}

/** The first page, and as many after it as it takes to have so many rows again, where there are so many. */
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
