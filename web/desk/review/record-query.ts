import { type RecordQuery, recordQuerySchema } from '#shared/review/record-list'
import { searchOf } from '../../api/search-of.ts'

/** Parses the filter in an address. Invalid parameters are ignored. */
export function queryIn(search: string): RecordQuery {
	const given = [...new URLSearchParams(search)].filter(
		([key, value]) => recordQuerySchema.safeParse({ [key]: value }).success,
	)
	return recordQuerySchema.safeParse(Object.fromEntries(given)).data ?? {}
}

export const listAddress = (query: RecordQuery): string => withSearch('/desk/records', query)
/** Address of a record that was opened from a list, so that the next one can be opened from there. */
export const recordAddress = (id: string, query: RecordQuery): string =>
	withSearch(`/desk/records/${encodeURIComponent(id)}`, query)

function withSearch(path: string, query: RecordQuery): string {
	const search = searchOf({ ...query, before: undefined, beforeFlags: undefined })
	return search === '' ? path : `${path}?${search}`
}
