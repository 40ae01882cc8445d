import { plainCell } from '#shared/export/cell-as-taken'
import { asProblem, type ProblemCode } from '#shared/kernel/problem'
import type { RowsFrom } from '#shared/older-data/mapping'
import { mostRows, type OlderPart } from '#shared/older-data/older-data'
import { type Rows, readRows } from '../cleaning/file-tables.ts'

/** Reads files aside from the screen, tells of their columns what it is asked, and gives their lines part by part. */
export type OlderQuestion =
	| { readonly kind: 'read'; readonly files: readonly File[] }
	| { readonly kind: 'said'; readonly table: number; readonly columns: readonly string[] }
	| {
			readonly kind: 'part'
			readonly table: number
			readonly columns: readonly string[]
			/** Which of them tell lines apart. */
			readonly id: readonly string[]
			readonly repeats: readonly RowsAsked[]
			readonly from: number
	  }

/** The rows of a repeat, with the columns of them that are sent. */
export interface RowsAsked extends Pick<RowsFrom, 'table' | 'own' | 'main'> {
	readonly repeat: string
	readonly columns: readonly string[]
}

export interface TableTold {
	readonly name: string
	/** Each name once, without blanks. */
	readonly header: readonly string[]
	readonly lines: number
}
/** What a column says, the most frequent first, and in how many lines. */
export type SaidIn = readonly (readonly [text: string, lines: number])[]

export type OlderReply =
	| { readonly kind: 'tables'; readonly tables: readonly TableTold[] }
	| { readonly kind: 'said'; readonly said: Readonly<Record<string, SaidIn>> }
	| {
			readonly kind: 'part'
			readonly part: Pick<OlderPart, 'header' | 'lines' | 'tables'>
			/** Lines of this part whose id stands at another line too. */
			readonly twice: readonly number[]
			readonly next: number
	  }
	| {
			readonly kind: 'problem'
			readonly code: ProblemCode
			readonly details: Readonly<Record<string, string | number>>
	  }

/** Different answers of one column that are told. */
const mostTold = 500
/** Of a part: each line is worked out by a form. */
const partOf = { lines: 100, letters: 1_000_000 }
const longestCell = 32_767
/** No database takes NUL in a text; half a letter is told as one that was lost. */
const asSent = (cell: string): string =>
	cell
		.replaceAll('\0', '')
		.slice(0, longestCell)
		.replace(/\p{Surrogate}/gu, '\ufffd')

let tables: Rows[] = []
const joins = new Map<string, ReadonlyMap<string, string[][]>>()
let counted: { readonly of: string; readonly keys: ReadonlyMap<string, number> } | null = null

async function answer(question: OlderQuestion): Promise<OlderReply> {
	if (question.kind === 'read') {
		counted = null
		joins.clear()
		tables = (await readRows(question.files))
			.map((table) => ({
				...table,
				rows: table.rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
			}))
			.filter(({ header, rows }) => header.length > 1 && rows.length > 0)
		return {
			kind: 'tables',
			tables: tables.map(({ name, header, rows }) => ({
				...{ name, lines: rows.length },
				header: [...new Set(header)].filter((cell) => cell !== ''),
			})),
		}
	}
	const table = tables[question.table]
	if (!table) throw new Error('there is no such table')
	return question.kind === 'said'
		? {
				kind: 'said',
				said: Object.fromEntries(question.columns.map((column) => [column, saidIn(table, column)])),
			}
		: partFrom(table, question)
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

function partFrom(
	table: Rows,
	{ table: place, columns, id, repeats, from }: Extract<OlderQuestion, { kind: 'part' }>,
): Extract<OlderReply, { kind: 'part' }> {
	const { header, rows } = table
	const places = columns.map((column) => header.indexOf(column))
	const idPlaces = id.map((column) => header.indexOf(column))
	const keyOf = (cells: readonly string[]) => JSON.stringify(idPlaces.map((at) => plainCell(cells[at] ?? '')))
	const of = JSON.stringify([place, id])
	if (counted?.of !== of) {
		const keys = new Map<string, number>()
		for (const { cells } of rows) keys.set(keyOf(cells), (keys.get(keyOf(cells)) ?? 0) + 1)
		counted = { of, keys }
	}
	const joined = repeats.map((asked) => ({ at: header.indexOf(asked.main), rows: rowsBy(asked) }))
	const noKey = JSON.stringify(id.map(() => ''))
	const lines: OlderPart['lines'] = []
	const twice: number[] = []
	let letters = 0
	let next = from
	for (; next < rows.length && lines.length < partOf.lines && letters < partOf.letters; next++) {
		const { line, cells } = rows[next] as Rows['rows'][number]
		const key = keyOf(cells)
		if (key !== noKey && (counted.keys.get(key) ?? 0) > 1) {
			twice.push(line)
			continue
		}
		const chosen = places.map((at) => asSent(cells[at] ?? ''))
		const inRepeats = joined.map((each) =>
			(each.rows.get(plainCell(cells[each.at] ?? '')) ?? []).slice(0, mostRows),
		)
		letters += JSON.stringify([chosen, inRepeats]).length
		lines.push({ at: line, cells: chosen, ...(joined.length > 0 ? { rows: inRepeats } : {}) })
	}
	const told = repeats.map((asked) => ({ repeat: asked.repeat, header: [...asked.columns] }))
	const part = { header: [...columns], lines, ...(told.length > 0 ? { tables: told } : {}) }
	return { kind: 'part', part, twice, next }
}

/** Rows by what says to which line they belong, of another table. */
function rowsBy(asked: RowsAsked): ReadonlyMap<string, string[][]> {
	const of = JSON.stringify(asked)
	const before = joins.get(of)
	if (before) return before
	const found = new Map<string, string[][]>()
	const table = tables.find(({ name }) => name === asked.table)
	const places = asked.columns.map((column) => table?.header.indexOf(column) ?? -1)
	const own = table?.header.indexOf(asked.own) ?? -1
	for (const { cells } of table?.rows ?? []) {
		const key = plainCell(cells[own] ?? '')
		const row = places.map((at) => asSent(cells[at] ?? ''))
		const others = found.get(key)
		if (others) others.push(row)
		else if (key !== '') found.set(key, [row])
	}
	joins.set(of, found)
	return found
}

addEventListener('message', ({ data }: MessageEvent<OlderQuestion>) => {
	void answer(data)
		.catch((thrown: unknown): OlderReply => {
			const { code, details } = asProblem(thrown)
			return { kind: 'problem', code, details }
		})
		.then((reply) => postMessage(reply))
})
