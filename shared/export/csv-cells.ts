import { csvLine } from '#shared/kernel/csv'

const looksLikeFormula = /^[=+\-@\t\r]/
/** A number, or places of a line: figures with blanks and semicolons between them. */
const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$|^-?\d+(\.\d+)?([ ;]-?\d+(\.\d+)?)+;?$/i

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe first (OWASP, "CSV injection"); a negative
 * number is none.
 */
export const guarded = (cell: string): string =>
	looksLikeFormula.test(cell) && !isNumber.test(cell) ? `'${cell}` : cell

/** One line of a table: the ids it is joined by, then what a spreadsheet must not run. */
export interface TableLine {
	readonly ids: readonly string[]
	readonly cells: readonly string[]
}

/** One line of a file. Ids stand as they are: files are joined by them, and one may begin with `-`. */
export const fileLine = (ids: readonly string[], cells: readonly string[]): string =>
	csvLine([...ids, ...cells.map(guarded)])

export const byteOrderMark = '\ufeff'
