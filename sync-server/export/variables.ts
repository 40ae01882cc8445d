import type { CsvRow } from '#shared/export/csv-rows'
import type { ColumnDescription } from './describe-columns.ts'
import type { ExportFile } from './export-tables.ts'
import { isMeasure, isPlainNumber } from './plain-number.ts'

/** Kind of the values of a column, once all values are known. */
export type ValueKind = Exclude<ColumnDescription['kind'], 'calculation'>

/** A calculation gets the first of these kinds that fits all of its values. */
export const calculationKinds = ['number', 'moment', 'day'] as const satisfies readonly ValueKind[]
const kindsOf = ({ kind }: ColumnDescription): readonly ValueKind[] =>
	kind === 'calculation' ? calculationKinds : [kind]

/** A column with the kind of its values. Statistics formats declare it before the first row. */
export interface Variable {
	readonly column: ColumnDescription
	/** `text` if any value does not fit the kind of the column: no value is dropped. */
	readonly kind: ValueKind
	/** True if the column has codes, and every value is one of them. */
	readonly isCoded: boolean
	/** Bytes of the longest text in UTF-8, at least 1; `bytes` is the total. */
	readonly longest: number
	readonly bytes: number
	/** Values that are not blank. */
	readonly filled: number
}

export interface Measured {
	readonly rows: number
	readonly variables: readonly Variable[]
}

/** A table that can be read more than once. */
export type TableToMeasure = Required<Pick<ExportFile, 'name' | 'columns' | 'reread'>>

const dayMs = 86_400_000
/** First day of the Gregorian calendar. PSPP shows no earlier (mistyped) days, so they count as text. */
const firstDay = Date.UTC(1582, 9, 15)
const inCalendar = (text: string): number => {
	const ms = Date.parse(text)
	return ms < firstDay || !isThere(text.slice(0, 10)) ? Number.NaN : ms
}
/** False for days such as 30 February, which `Date` would turn into 2 March. */
const isThere = (day: string): boolean => new Date(`${day}T00:00:00Z`).getUTCDate() === Number(day.slice(8))
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/
const numbersOf = {
	number: (text: string) => (isPlainNumber(text) ? Number(text) : Number.NaN),
	whole: (text: string) =>
		isPlainNumber(text) && Number.isSafeInteger(Number(text)) ? Number(text) : Number.NaN,
	measure: (text: string) => (isMeasure(text) ? Number(text) : Number.NaN),
	day: (text: string) =>
		/^\d{4}-\d{2}-\d{2}$/.test(text) ? inCalendar(`${text}T00:00:00Z`) / dayMs : Number.NaN,
	// Without its offset, the local time is unknown.
	moment: (text: string) => (moment.test(text) ? inCalendar(text) : Number.NaN),
	text: () => Number.NaN,
} satisfies Record<ValueKind, (text: string) => number>

/**
 * Number of a text: its value, the days of a date or the milliseconds of a time since 1970 in UTC. NaN if the
 * text does not fit the kind.
 */
export const numberFor = ({ kind }: Pick<Variable, 'kind'>, text: string): number => numbersOf[kind](text)

/** Reads a table once to determine its variables. */
export async function measure({ columns, reread }: TableToMeasure): Promise<Measured> {
	const found = columns.map((column) => ({
		kinds: kindsOf(column),
		isCoded: column.codes.length > 0,
		longest: 1,
		bytes: 0,
		filled: 0,
		codes: new Set(column.codes.map(({ code }) => code)),
	}))
	let rows = 0
	for await (const texts of rowsOf(reread())) {
		rows++
		for (const [i, seen] of found.entries()) {
			const text = texts[i] ?? ''
			if (text === '') continue
			for (const kind of seen.kinds)
				if (Number.isNaN(numberFor({ kind }, text))) seen.kinds = seen.kinds.filter((each) => each !== kind)
			if (seen.isCoded && !seen.codes.has(text)) seen.isCoded = false
			const bytes = bytesIn(text)
			seen.filled++
			seen.bytes += bytes
			seen.longest = Math.max(seen.longest, bytes)
		}
	}
	const variables = found.map(({ kinds: [kind = 'text'], codes: _, ...seen }, i): Variable => {
		return { ...seen, column: columns[i] as ColumnDescription, kind }
	})
	return { rows, variables }
}

/** Yields the cells of each row after the header. */
export async function* rowsOf(lines: AsyncIterable<CsvRow>): AsyncGenerator<readonly string[]> {
	let isHeader = true
	for await (const { ids, cells } of lines) {
		if (!isHeader) yield [...ids, ...cells]
		isHeader = false
	}
}

export const bytesIn = (text: string): number => Buffer.byteLength(text)

/** Shortens a text to at most `bytes` bytes, without splitting a character. */
export function shortened(text: string, bytes: number, ending: string): string {
	if (bytesIn(text) <= bytes) return text
	const room = Math.max(0, bytes - bytesIn(ending))
	let whole = ''
	let length = 0
	for (const letter of text) {
		length += bytesIn(letter)
		if (length > room) break
		whole += letter
	}
	return whole + ending
}

/** Rules for variable names of a program. All names begin with a letter and are unique regardless of case. */
export interface NameRules {
	readonly longest: number
	/** Characters that become `_`; with the flag g. */
	readonly illegal: RegExp
	/** True for a reserved word. */
	readonly isReserved: (name: string) => boolean
}

/** Assigns names to columns, in order. */
export function namesFor(headers: readonly string[], { longest, illegal, isReserved }: NameRules): string[] {
	const taken = new Set<string>()
	return headers.map((header) => {
		const plain =
			header
				.replace(illegal, '_')
				.replace(/^[^A-Za-z]/, 'v$&')
				.replace(/\.+$/, '') || 'v'
		const base = isReserved(plain) ? `${plain}_` : plain
		for (let number = 1; ; number++) {
			const ending = number === 1 ? '' : `_${number}`
			const name = base.slice(0, longest - ending.length) + ending
			if (taken.has(name.toUpperCase())) continue
			taken.add(name.toUpperCase())
			return name
		}
	})
}
