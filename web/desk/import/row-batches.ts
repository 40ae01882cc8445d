import { plainCell } from '#shared/cleaning/compare-cell'
import { type ImportBatch, type ImportError, maxRows } from '#shared/import/import-api'
import type { RowsFrom } from '#shared/import/mapping'
import type { Rows } from '../cleaning/edit-file-tables.ts'

/** Request for the rows of a repeat, with the columns that are sent. */
export interface RepeatRowsRequest extends Pick<RowsFrom, 'table' | 'own' | 'main'> {
	readonly repeat: string
	readonly columns: readonly string[]
}

export interface BatchRequest {
	readonly table: number
	readonly columns: readonly string[]
	/** Columns that identify a row. */
	readonly id: readonly string[]
	readonly repeats: readonly RepeatRowsRequest[]
	readonly from: number
}

/** An error with the row of the file. */
export interface RowError extends ImportError {
	readonly at: number
}

export interface RowBatch {
	readonly part: Pick<ImportBatch, 'header' | 'lines' | 'tables'>
	/** Rows that are not sent, each with the reason. */
	readonly left: readonly RowError[]
	/** Rows of other tables that match no row of the main table; reported with the first batch only. */
	readonly unjoined: number
	readonly next: number
}

/** Maximum size of a batch: the server evaluates the form for each row, and long rows take longer. */
const partOf = { lines: 400, letters: 200_000 }
const longestCell = 32_767
/** Databases reject NUL in a text; an unpaired surrogate becomes the replacement character. */
const asSent = (cell: string): string =>
	cell
		.replaceAll('\0', '')
		.slice(0, longestCell)
		.replace(/\p{Surrogate}/gu, '\ufffd')

interface Keys {
	/** Null if the row has no id. */
	readonly keyOf: (cells: readonly string[]) => string | null
	/** Number of rows by id. */
	readonly times: ReadonlyMap<string, number>
}

/** Splits tables into batches; each row comes with its rows from other tables. */
export class RowBatches {
	readonly #tables: readonly Rows[]
	readonly #keys = new Map<string, Keys>()
	readonly #joins = new Map<string, ReadonlyMap<string | null, string[][]>>()

	constructor(tables: readonly Rows[]) {
		this.#tables = tables
	}

	part({ table: place, columns, id, repeats, from }: BatchRequest): RowBatch {
		const { header, rows } = this.#table(place)
		const places = columns.map((column) => header.indexOf(column))
		const keys = this.#keysOf(place, id)
		const joined = repeats.map((request) => ({
			request,
			keys: this.#keysOf(place, [request.main]),
			rows: this.#rowsBy(request),
		}))
		const lines: ImportBatch['lines'] = []
		const left: RowError[] = []
		let letters = 0
		let next = from
		for (; next < rows.length && lines.length < partOf.lines && letters < partOf.letters; next++) {
			const { line: at, cells } = rows[next] as Rows['rows'][number]
			const found = joined.map((each) => ({ ...each, rows: rowsOf(each, cells) }))
			const twice = found.find((each) => each.rows.length > 0 && isTwice(each.keys, cells))
			const tooMany = found.find((each) => each.rows.length > maxRows)
			if (isTwice(keys, cells)) left.push({ at, column: id[0] ?? '', question: '', why: 'twice' })
			else if (twice)
				left.push({ at, column: twice.request.main, question: twice.request.repeat, why: 'twice' })
			else if (tooMany)
				left.push({
					at,
					column: tooMany.request.main,
					question: tooMany.request.repeat,
					why: 'too-many-rows',
				})
			else {
				const chosen = places.map((column) => asSent(cells[column] ?? ''))
				const inRepeats = found.map((each) => each.rows)
				letters += JSON.stringify([chosen, inRepeats]).length
				lines.push({ at, cells: chosen, ...(joined.length > 0 ? { rows: inRepeats } : {}) })
			}
		}
		const tables = repeats.map((request) => ({ repeat: request.repeat, header: [...request.columns] }))
		const part = { header: [...columns], lines, ...(tables.length > 0 ? { tables } : {}) }
		return { part, left, next, unjoined: from === 0 ? unjoinedIn(joined) : 0 }
	}

	#table(place: number): Rows {
		const table = this.#tables[place]
		if (!table) throw new Error('there is no such table')
		return table
	}
	#keysOf(place: number, columns: readonly string[]): Keys {
		const of = JSON.stringify([place, columns])
		const before = this.#keys.get(of)
		if (before) return before
		const { header, rows } = this.#table(place)
		const keyOf = keyIn(header, columns)
		const times = new Map<string, number>()
		for (const { cells } of rows) {
			const key = keyOf(cells)
			if (key !== null) times.set(key, (times.get(key) ?? 0) + 1)
		}
		this.#keys.set(of, { keyOf, times })
		return { keyOf, times }
	}
	/** Returns the rows of another table, by the id of the row that they belong to. */
	#rowsBy(request: RepeatRowsRequest): ReadonlyMap<string | null, string[][]> {
		const of = JSON.stringify(request)
		const before = this.#joins.get(of)
		if (before) return before
		const found = new Map<string | null, string[][]>()
		const table = this.#tables.find(({ name }) => name === request.table)
		const header = table?.header ?? []
		const places = request.columns.map((column) => header.indexOf(column))
		const keyOf = keyIn(header, [request.own])
		for (const { cells } of table?.rows ?? []) {
			const row = places.map((at) => asSent(cells[at] ?? ''))
			const others = found.get(keyOf(cells))
			if (others) others.push(row)
			else found.set(keyOf(cells), [row])
		}
		this.#joins.set(of, found)
		return found
	}
}

function keyIn(header: readonly string[], columns: readonly string[]): Keys['keyOf'] {
	const places = columns.map((column) => header.indexOf(column))
	return (cells) => {
		const parts = places.map((at) => plainCell(cells[at] ?? ''))
		return parts.every((part) => part === '') ? null : JSON.stringify(parts)
	}
}

const isTwice = ({ keyOf, times }: Keys, cells: readonly string[]): boolean =>
	(times.get(keyOf(cells) ?? '') ?? 0) > 1

interface Joined {
	readonly keys: Keys
	readonly rows: ReadonlyMap<string | null, string[][]>
}

function rowsOf({ keys, rows }: Joined, cells: readonly string[]): string[][] {
	const key = keys.keyOf(cells)
	return (key === null ? undefined : rows.get(key)) ?? []
}

function unjoinedIn(joined: readonly Joined[]): number {
	let many = 0
	for (const { keys, rows } of joined)
		for (const [key, some] of rows) if (key === null || !keys.times.has(key)) many += some.length
	return many
}
