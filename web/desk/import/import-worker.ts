import { plainCell } from '#shared/cleaning/compare-cell'
import type { ColumnContent, TableContent } from '#shared/import/column-content'
import { asProblem, type ProblemCode } from '#shared/kernel/problem'
import { type Rows, readRows } from '../cleaning/edit-file-tables.ts'
import { type BatchRequest, type RowBatch, RowBatches } from './row-batches.ts'

/**
 * Requests to the worker, which reads files off the main thread, summarizes columns, and returns rows in
 * batches.
 */
export type ImportWorkerRequest =
	| { readonly kind: 'read'; readonly files: readonly File[] }
	| { readonly kind: 'values'; readonly table: number; readonly columns: readonly string[] }
	| (BatchRequest & { readonly kind: 'part' })

export interface ImportTableSummary {
	readonly name: string
	/** Column names, unique and not empty. */
	readonly header: readonly string[]
	readonly lines: number
	/** Values of the first rows, from which columns are proposed. */
	readonly content: TableContent
}
/** Values of a column with the number of rows, the most frequent first. */
export type ColumnValueCounts = ColumnContent

export type ImportWorkerResponse =
	| { readonly kind: 'tables'; readonly tables: readonly ImportTableSummary[] }
	| { readonly kind: 'values'; readonly values: Readonly<Record<string, ColumnValueCounts>> }
	| (RowBatch & { readonly kind: 'part' })
	| {
			readonly kind: 'problem'
			readonly code: ProblemCode
			readonly details: Readonly<Record<string, string | number>>
	  }

/** Maximum distinct values returned per column. */
const maxListedRows = 500
/** Rows from which columns are proposed: all rows of a large file would take seconds. */
const maxPreviewRows = 300

/** State of the worker, which serves one screen. */
let tables: Rows[] = []
let parts = new RowBatches(tables)

async function answer(question: ImportWorkerRequest): Promise<ImportWorkerResponse> {
	if (question.kind === 'read') {
		tables = (await readRows(question.files))
			.map((table) => ({
				...table,
				rows: table.rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
			}))
			.filter(({ header, rows }) => header.length > 1 && rows.length > 0)
		parts = new RowBatches(tables)
		return {
			kind: 'tables',
			tables: tables.map((table) => {
				const header = [...new Set(table.header)].filter((cell) => cell !== '')
				const first = { ...table, rows: table.rows.slice(0, maxPreviewRows) }
				const content = Object.fromEntries(header.map((column) => [column, countValues(first, column)]))
				return { name: table.name, lines: table.rows.length, header, content }
			}),
		}
	}
	if (question.kind === 'part') return { kind: 'part', ...parts.part(question) }
	const table = tables[question.table]
	if (!table) throw new Error('there is no such table')
	return {
		kind: 'values',
		values: Object.fromEntries(question.columns.map((column) => [column, countValues(table, column)])),
	}
}

function countValues({ header, rows }: Rows, column: string): ColumnValueCounts {
	const at = header.indexOf(column)
	const counts = new Map<string, number>()
	for (const { cells } of rows) {
		const text = plainCell(cells[at] ?? '')
		if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1)
	}
	return [...counts].sort(([, a], [, b]) => b - a).slice(0, maxListedRows)
}

addEventListener('message', ({ data }: MessageEvent<ImportWorkerRequest>) => {
	void answer(data)
		.catch((thrown: unknown): ImportWorkerResponse => {
			const { code, details } = asProblem(thrown)
			return { kind: 'problem', code, details }
		})
		.then((reply) => postMessage(reply))
})
