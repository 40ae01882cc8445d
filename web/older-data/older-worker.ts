import { plainCell } from '#shared/export/cell-as-taken'
import { asProblem, type ProblemCode } from '#shared/kernel/problem'
import type { ColumnContent, TableContent } from '#shared/older-data/column-content'
import { type Rows, readRows } from '../cleaning/file-tables.ts'
import { type LinePart, LineParts, type PartAsked } from './line-parts.ts'

/** Reads files aside from the screen, tells of their columns what it is asked, and gives their lines part by part. */
export type OlderQuestion =
	| { readonly kind: 'read'; readonly files: readonly File[] }
	| { readonly kind: 'said'; readonly table: number; readonly columns: readonly string[] }
	| (PartAsked & { readonly kind: 'part' })

export interface TableTold {
	readonly name: string
	/** Each name once, without blanks. */
	readonly header: readonly string[]
	readonly lines: number
	/** What its first rows say, to propose columns by. */
	readonly content: TableContent
}
/** What a column says, the most frequent first, and in how many lines. */
export type SaidIn = ColumnContent

export type OlderReply =
	| { readonly kind: 'tables'; readonly tables: readonly TableTold[] }
	| { readonly kind: 'said'; readonly said: Readonly<Record<string, SaidIn>> }
	| (LinePart & { readonly kind: 'part' })
	| {
			readonly kind: 'problem'
			readonly code: ProblemCode
			readonly details: Readonly<Record<string, string | number>>
	  }

/** Different answers of one column that are told. */
const mostTold = 500
/** Rows by which columns are proposed: all of a large file would take seconds. */
const rowsLookedAt = 300

let tables: Rows[] = []
let parts = new LineParts(tables)

async function answer(question: OlderQuestion): Promise<OlderReply> {
	if (question.kind === 'read') {
		tables = (await readRows(question.files))
			.map((table) => ({
				...table,
				rows: table.rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
			}))
			.filter(({ header, rows }) => header.length > 1 && rows.length > 0)
		parts = new LineParts(tables)
		return {
			kind: 'tables',
			tables: tables.map((table) => {
				const header = [...new Set(table.header)].filter((cell) => cell !== '')
				const first = { ...table, rows: table.rows.slice(0, rowsLookedAt) }
				const content = Object.fromEntries(header.map((column) => [column, saidIn(first, column)]))
				return { name: table.name, lines: table.rows.length, header, content }
			}),
		}
	}
	if (question.kind === 'part') return { kind: 'part', ...parts.part(question) }
	const table = tables[question.table]
	if (!table) throw new Error('there is no such table')
	return {
		kind: 'said',
		said: Object.fromEntries(question.columns.map((column) => [column, saidIn(table, column)])),
	}
}

function saidIn({ header, rows }: Rows, column: string): SaidIn {
	const at = header.indexOf(column)
	const said = new Map<string, number>()
	for (const { cells } of rows) {
		const text = plainCell(cells[at] ?? '')
		if (text !== '') said.set(text, (said.get(text) ?? 0) + 1)
	}
	return [...said].sort(([, a], [, b]) => b - a).slice(0, mostTold)
}

addEventListener('message', ({ data }: MessageEvent<OlderQuestion>) => {
	void answer(data)
		.catch((thrown: unknown): OlderReply => {
			const { code, details } = asProblem(thrown)
			return { kind: 'problem', code, details }
		})
		.then((reply) => postMessage(reply))
})
