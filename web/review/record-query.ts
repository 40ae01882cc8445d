import { type RecordQuery, recordQuerySchema } from '#shared/revisions/record-listed'
import { searchOf } from '../sync/desk-client.ts'

/** The filter that an address says; a part of it that means nothing is left out, and the others hold. */
export function queryIn(search: string): RecordQuery {
	const given = [...new URLSearchParams(search)].filter(
		([key, value]) => recordQuerySchema.safeParse({ [key]: value }).success,
	)
	return recordQuerySchema.safeParse(Object.fromEntries(given)).data ?? {}
}

export const listAddress = (query: RecordQuery): string => withSearch('/desk/records', query)
/** A record as one of a list: from there the next one is opened. */
export const recordAddress = (id: string, query: RecordQuery): string =>
	withSearch(`/desk/records/${encodeURIComponent(id)}`, query)

function withSearch(path: string, query: RecordQuery): string {
	const search = searchOf({ ...query, before: undefined, beforeFlags: undefined })
	return search === '' ? path : `${path}?${search}`
}
