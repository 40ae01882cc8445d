import { type Answers, repeatOf, rowOf } from '#shared/forms/answers'
import { firstFree } from './column-names.ts'
import { rowsOf } from './rows-in-order.ts'

/** Of each repeat, by its template: the most rows that one record has, or one row around them. */
export type MostRows = ReadonlyMap<string, number>

/** More than a table with rows beside each other may have: a sheet of a spreadsheet ends at 16,384. */
export const mostWideColumns = 16_000

/** Whose row a column of the records' own table tells. */
export interface WideRow {
	readonly repeat: string
	/** From 1; of a repeat in a repeat the place of the row around it stands before its own. */
	readonly place: readonly number[]
}

/** Of a `CoverageExportColumn`, by what it is called. */
interface ColumnNamed {
	readonly header: string
	readonly part: string
	readonly choice: { readonly name: string } | null
}

/** Raises `maxArguments` by the rows of a record. `repeats`: those around others first, as everywhere here. */
export function addMostRows(most: Map<string, number>, repeats: readonly string[], answers: Answers): void {
	for (const { repeat, place } of placesOf(repeats, answers).values())
		most.set(repeat, Math.max(most.get(repeat) ?? 0, place.at(-1) ?? 0))
}

/**
 * The columns of repeats once for each of their rows: `age_1`, `age_2`, and of a repeat in a repeat `age_1_2`, as statistics programs call them.
 * `taken`: names that other columns have.
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

/** How many rows of a repeat a table has room for beside each other. */
export function countRowSlots(repeat: string, repeats: readonly string[], most: MostRows): number {
	const around = repeatAround(repeat, repeats)
	return (most.get(repeat) ?? 0) * (around === undefined ? 1 : countRowSlots(around, repeats, most))
}

const repeatAround = (repeat: string, repeats: readonly string[]): string | undefined =>
	repeats.filter((each) => repeat.startsWith(`${each}/@/`)).at(-1)

/** The row at each place that there is, as `rowAt` asks for it. */
export const indexRowsBySlot = (repeats: readonly string[], answers: Answers): Map<string, string> =>
	new Map([...placesOf(repeats, answers)].map(([row, at]) => [keyOf(at), row]))

export const rowAt = (rows: ReadonlyMap<string, string>, row: WideRow): string | undefined =>
	rows.get(keyOf(row))

const keyOf = ({ repeat, place }: WideRow): string => `${repeat} ${place.join('.')}`

/** `media_1/radio`, `place_2_latitude`: the row stands before what tells the parts of an answer apart. */
function wideHeader({ header, part, choice }: ColumnNamed, place: readonly number[]): string {
	const ending = choice ? `/${choice.name}` : part
	const isEnding = ending !== '' && header.endsWith(ending)
	const base = isEnding ? header.slice(0, -ending.length) : header
	return [base, ...place].join('_') + (isEnding ? ending : '')
}

/** By path of the row. */
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

/** Every place that some record may have a row at, in their order. */
function placesIn(repeat: string, repeats: readonly string[], most: MostRows): number[][] {
	const around = repeatAround(repeat, repeats)
	const own = Array.from({ length: most.get(repeat) ?? 0 }, (_, i) => i + 1)
	if (around === undefined) return own.map((each) => [each])
	return placesIn(around, repeats, most).flatMap((before) => own.map((each) => [...before, each]))
}
