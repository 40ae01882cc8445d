import { Problem } from '#shared/kernel/problem'
import type { LiveRow } from '../storage/live-queries.ts'
import type { Store } from '../storage/store.ts'
import type { DataRow, LiveTable } from './live-tables.ts'
import type { SortKey, TableQuery } from './looking.ts'
import type { ODataRow } from './odata-expand.ts'
import type { RowPage } from './read-lines.ts'
import { rowsOfView } from './read-table.ts'
import type { TableView } from './table-views.ts'

/*
 * What OData calls $orderby. Lines are sorted in the server's memory by columns that are kept in the database (docs/decisions/076): 8 bytes a line, and each
 * different value once. A page names the line that it ended with, so that the next one goes on behind it, also where the order was worked out again since.
 */

const mostKeys = 4
const wrong = (field: string) => new Problem('input-invalid', { field })

/** Blanks come before all else, and last where the order is turned round, as OData has it. @throws Problem `input-invalid` */
export function readOrder(text: string, { columns }: LiveTable): SortKey[] {
	const keys = text.split(',').map((part): SortKey => {
		const [, column = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(part) ?? []
		// what nobody here can read has no order
		if (!columns.some(({ name, sealedTo }) => name === column && !sealedTo)) throw wrong('$orderby')
		const isDescending = direction === 'desc'
		return { column, isDescending, blanks: isDescending ? 'last' : 'first' }
	})
	if (keys.length > mostKeys || new Set(keys.map(({ column }) => column)).size !== keys.length)
		throw wrong('$orderby')
	return keys
}

interface OrderedPage {
	readonly looking: TableQuery
	readonly view: TableView
	/** Where the last page ended; '' for the first. */
	readonly after: string
	readonly skip: number
	/** So many lines at most, over all pages from here on; null for all. */
	readonly top: number | null
	readonly linesAtATime: number
	readonly tell: (line: DataRow, row: LiveRow) => ODataRow
}

/** A page in the order of a view. @throws Problem `input-invalid` where `after` is of no page */
export async function readOrdered(store: Store, asked: OrderedPage): Promise<RowPage> {
	const { looking, view, after, skip, top, linesAtATime, tell } = asked
	const from = after === '' ? skip : placeAfter(view, after)
	const many = Math.min(linesAtATime, top ?? linesAtATime)
	const found = many === 0 ? [] : await rowsOfView(store, looking, view, { from, many })
	// a record that went since it was sorted
	const lines = found.flatMap((each) => (each === null ? [] : [tell(each.line, each.row)]))
	const to = from + many
	const isLast = to >= view.seqs.length || (top !== null && lines.length >= top)
	return { lines, next: isLast ? null : tokenFor(view, to) }
}

/** `o`, the place behind a line, and which line that was. */
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
