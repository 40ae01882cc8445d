import { csvLine } from '#shared/kernel/csv'

const looksLikeFormula = /^[=+\-@\t\r]/
const isNumber = /^[+-]?\d+(\.\d+)?$/

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe first (OWASP, "CSV injection"); a negative
 * number is none.
 */
export const guarded = (cell: string): string =>
	looksLikeFormula.test(cell) && !isNumber.test(cell) ? `'${cell}` : cell

export const guardedLine = (cells: readonly string[]): string => csvLine(cells.map(guarded))

export const byteOrderMark = '\ufeff'
