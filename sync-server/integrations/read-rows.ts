import type { TablePlan } from '#shared/export/table-plan'
import { Problem } from '#shared/kernel/problem'
import { withYields } from '../export/select-answers.ts'
import { type ArrivalCursor, type DataRecord, listRecordsByArrival } from '../storage/exports/data-records.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Store } from '../storage/store.ts'
import { buildRows, type DataRow, type DataTable } from '../table/data-tables.ts'
import type { ODataRow } from '../table/odata-expand.ts'

interface RowQuery {
	readonly filter: RecordFilter
	readonly plan: TablePlan
	readonly table: DataTable
	/** True for rows that are returned. */
	readonly fits: (line: DataRow) => boolean
	/** Builds the response row from a matching row and its record. */
	readonly buildRow: (line: DataRow, row: DataRecord) => ODataRow
	/** Token of the end of the last page; '' for the first page. */
	readonly after: string
	/** Number of matching rows to skip. */
	readonly skip: number
	/** Maximum rows over all pages from here on; null for no limit. */
	readonly top: number | null
	/** Records that one page reads. */
	readonly recordBatchSize: number
	/** Aborts when the client disconnects. */
	readonly signal: AbortSignal
}

export interface RowPage {
	readonly lines: readonly ODataRow[]
	/** Token of the next page; null on the last one. */
	readonly next: string | null
}

/**
 * Reads a page of a table: the rows of `recordBatchSize` records, by first arrival, an order that never
 * changes. Pages without a matching row are skipped. @throws Problem `input-invalid` if `after` is no valid
 * token
 */
export async function readRows(store: Store, query: RowQuery): Promise<RowPage> {
	const { filter, plan, table, fits, buildRow, top, recordBatchSize, signal } = query
	let skip = query.skip
	let after = placeAt(query.after)
	const lines: ODataRow[] = []
	for (;;) {
		const rows = await listRecordsByArrival(store.reading, filter, {
			after,
			limit: recordBatchSize + 1,
		})
		const page = rows.slice(0, recordBatchSize)
		for await (const row of withYields(page))
			for (const line of buildRows(table, row, plan)) {
				if (lines.length === top) return { lines, next: null }
				if (!fits(line)) continue
				if (skip > 0) skip--
				else lines.push(buildRow(line, row))
			}
		const last = page.at(-1)
		if (!last || rows.length === page.length || lines.length === top) return { lines, next: null }
		after = { seq: last.first_seq, id: last.id }
		if (lines.length > 0) return { lines, next: `${after.seq}.${after.id}` }
		signal.throwIfAborted()
	}
}

/** Counts the matching rows of a table. */
export async function countRows(
	store: Store,
	query: Pick<RowQuery, 'filter' | 'plan' | 'table' | 'fits' | 'recordBatchSize' | 'signal'>,
): Promise<number> {
	let count = 0
	let after = ''
	for (;;) {
		const page = await readRows(store, { ...query, buildRow: (line) => line, after, skip: 0, top: null })
		count += page.lines.length
		if (page.next === null) return count
		after = page.next
		query.signal.throwIfAborted()
	}
}

function placeAt(text: string): ArrivalCursor | null {
	if (text === '') return null
	const [, seq, id] = /^(\d{1,15})\.([\w-]{1,80})$/.exec(text) ?? []
	if (seq === undefined || id === undefined) throw new Problem('input-invalid', { field: '$skiptoken' })
	return { seq: Number(seq), id }
}
