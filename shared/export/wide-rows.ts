import { type Answers, repeatOf, rowOf } from '#shared/forms/answers'
import { firstFree } from './column-names.ts'
import { rowsOf } from './repeat-rows.ts'

/** Maximum rows of each repeat, by its template, in one record or one outer row. */
export type MostRows = ReadonlyMap<string, number>

/** Maximum columns of a wide table: a sheet of a spreadsheet ends at 16,384. */
export const maxWideColumns = 16_000

/** The repeat row of a column in the records' table. */
export interface WideRow {
	readonly repeat: string
	/** Position from 1; in a nested repeat preceded by that of the outer row. */
	readonly place: readonly number[]
}

/** The naming fields of an `ExportColumn`. */
interface ColumnNamed {
	readonly header: string
	readonly part: string
	readonly choice: { readonly name: string } | null
}

/**
 * Raises `most` by the rows of a record. `repeats`: outer ones before inner ones, as everywhere in this file.
 */
export function addMostRows(most: Map<string, number>, repeats: readonly string[], answers: Answers): void {
	for (const { repeat, place } of placesOf(repeats, answers).values())
		most.set(repeat, Math.max(most.get(repeat) ?? 0, place.at(-1) ?? 0))
}

/**
 * Returns the columns of repeats once for each of their rows: `age_1`, `age_2`, and in a nested repeat
 * `age_1_2`, as statistics programs name them. `taken`: names of other columns.
 */
export function wideColumns<Column extends ColumnNamed>(
	repeats: readonly string[],
	columnsIn: (repeat: string) => readonly Column[],
	most: MostRows,
	taken: Set<string>,
): (Column & { readonly row: WideRow })[] {
	return repeats.flatMap((repeat) => {
		const columns = columnsIn(repeat)
		return placesIn(repeat, repeats, most).flatMap((place) =>
			columns.map((column) => {
				const header = firstFree(wideHeader(column, place), (name) => !taken.has(name))
				taken.add(header)
				return { ...column, header, row: { repeat, place } }
			}),
		)
	})
}

/** Returns how many rows of a repeat a wide table has room for. */
export function countRowSlots(repeat: string, repeats: readonly string[], most: MostRows): number {
	const around = repeatAround(repeat, repeats)
	return (most.get(repeat) ?? 0) * (around === undefined ? 1 : countRowSlots(around, repeats, most))
}

const repeatAround = (repeat: string, repeats: readonly string[]): string | undefined =>
	repeats.filter((each) => repeat.startsWith(`${each}/@/`)).at(-1)

/** Returns the row paths by position, for `rowAt`. */
export const indexRowsBySlot = (repeats: readonly string[], answers: Answers): Map<string, string> =>
	new Map([...placesOf(repeats, answers)].map(([row, at]) => [keyOf(at), row]))

export const rowAt = (rows: ReadonlyMap<string, string>, row: WideRow): string | undefined =>
	rows.get(keyOf(row))

const keyOf = ({ repeat, place }: WideRow): string => `${repeat} ${place.join('.')}`

/**
 * Returns the header `media_1/radio` or `place_2_latitude`: the row number precedes the suffix of the
 * answer's part.
 */
function wideHeader({ header, part, choice }: ColumnNamed, place: readonly number[]): string {
	const ending = choice ? `/${choice.name}` : part
	const isEnding = ending !== '' && header.endsWith(ending)
	const base = isEnding ? header.slice(0, -ending.length) : header
	return [base, ...place].join('_') + (isEnding ? ending : '')
}

/** Returns the position of each row by its path. */
function placesOf(repeats: readonly string[], answers: Answers): Map<string, WideRow> {
	const found = new Map<string, WideRow>()
	for (const repeat of repeats) {
		const counted = new Map<string, number>()
		for (const row of rowsOf(repeat, answers)) {
			const within = repeatOf(row)
			const own = (counted.get(within) ?? 0) + 1
			counted.set(within, own)
			found.set(row, { repeat, place: [...(found.get(rowOf(within))?.place ?? []), own] })
		}
	}
	return found
}

/** Returns all positions of rows that any record may have, in order. */
function placesIn(repeat: string, repeats: readonly string[], most: MostRows): number[][] {
	const around = repeatAround(repeat, repeats)
	const own = Array.from({ length: most.get(repeat) ?? 0 }, (_, i) => i + 1)
	if (around === undefined) return own.map((each) => [each])
	return placesIn(around, repeats, most).flatMap((before) => own.map((each) => [...before, each]))
}
