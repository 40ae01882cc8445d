import { Problem } from '#shared/kernel/problem'
import type { DataRecord } from '../storage/exports/data-records.ts'
import type { Store } from '../storage/store.ts'
import type { DataRow, DataTable } from '../table/data-tables.ts'
import type { ODataRow } from '../table/odata-expand.ts'
import { rowsOfView } from '../table/read-view.ts'
import type { SortKey, TableQuery } from '../table/table-query.ts'
import type { TableView } from '../table/table-views.ts'
import type { RowPage } from './read-rows.ts'

/*
 * OData's $orderby. Rows are sorted in memory by columns that are cached in the database
 * (docs/decisions/076): 8 bytes per row, and each distinct value once. A page token names the last row of its
 * page, so that the next page continues after it even if the order was computed again since.
 */

const maxKeys = 4
const wrong = (field: string) => new Problem('input-invalid', { field })

/**
 * Parses a sort order. Nulls come first in ascending order and last in descending order, as in OData. @throws
 * Problem `input-invalid`
 */
export function readOrder(text: string, { columns }: DataTable): SortKey[] {
	const keys = text.split(',').map((part): SortKey => {
		const [, column = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(part) ?? []
		// encrypted values have no order that the server can compute
		if (!columns.some(({ name, sealedTo }) => name === column && !sealedTo)) throw wrong('$orderby')
		const isDescending = direction === 'desc'
		return { column, isDescending, blanks: isDescending ? 'last' : 'first' }
	})
	if (keys.length > maxKeys || new Set(keys.map(({ column }) => column)).size !== keys.length)
		throw wrong('$orderby')
	return keys
}

interface OrderedPage {
	readonly query: TableQuery
	readonly view: TableView
	/** Token of the end of the last page; '' for the first page. */
	readonly after: string
	readonly skip: number
	/** Maximum rows over all pages from here on; null for no limit. */
	readonly top: number | null
	readonly lineBatchSize: number
	readonly buildRow: (line: DataRow, row: DataRecord) => ODataRow
}

/** Reads a page in the order of a view. @throws Problem `input-invalid` if `after` is no valid token */
export async function readOrdered(store: Store, page: OrderedPage): Promise<RowPage> {
	const { query, view, after, skip, top, lineBatchSize, buildRow } = page
	const from = after === '' ? skip : placeAfter(view, after)
	const many = Math.min(lineBatchSize, top ?? lineBatchSize)
	const found = many === 0 ? [] : await rowsOfView(store, query, view, { from, many })
	// null: the record was removed since the view was sorted
	const lines = found.flatMap((each) => (each === null ? [] : [buildRow(each.line, each.row)]))
	const to = from + many
	const isLast = to >= view.seqs.length || (top !== null && lines.length >= top)
	return { lines, next: isLast ? null : tokenFor(view, to) }
}

/** Formats the page token: `o`, the position after the last row, and the identity of that row. */
const tokenFor = ({ seqs, lines }: TableView, to: number): string =>
	`o${to}.${seqs[to - 1] ?? 0}.${lines?.[to - 1] ?? 0}`

export const isOrderedToken = (token: string): boolean => token.startsWith('o')

function placeAfter({ seqs, lines }: TableView, token: string): number {
	const [, place, seq, line] = /^o(\d{1,9})\.(\d{1,15})\.(\d{1,5})$/.exec(token)?.map(Number) ?? []
	if (place === undefined || place < 1) throw wrong('$skiptoken')
	const isIt = (at: number) => seqs[at] === seq && (lines?.[at] ?? 0) === line
	if (isIt(place - 1)) return place
	const found = seqs.findIndex((_, at) => isIt(at))
	return found < 0 ? place : found + 1
}
