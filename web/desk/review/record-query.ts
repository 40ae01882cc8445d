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

/** Parameters that are no filters: the scope, the page (review queue or conflicts), its order and the position in it. */
const pageParameters: readonly (keyof RecordQuery)[] = [
	'round',
	'district',
	'waiting',
	'disputed',
	'order',
	'before',
	'beforeFlags',
]
const filterKeys = (Object.keys(recordQuerySchema.shape) as (keyof RecordQuery)[]).filter(
	(key) => !pageParameters.includes(key),
)

/** Removes every filter and the search. */
export const withoutFilters: Partial<RecordQuery> = Object.fromEntries(
	filterKeys.map((key) => [key, undefined]),
)
/** Returns true if a filter or the search is set. */
export const isFiltered = (query: RecordQuery): boolean => filterKeys.some((key) => query[key] !== undefined)
/** Returns how many filters are set, without the search; the two ends of a period are one. */
export function countFilters(query: RecordQuery): number {
	const { search, to, ...filters } = query
	const all: RecordQuery = { ...filters, ...(to ? { from: to } : {}) }
	return filterKeys.filter((key) => all[key] !== undefined).length
}
