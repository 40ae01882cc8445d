/*
 * Cells as they were quoted and guarded before: releases that were made then are written out again byte for byte.
 */

const mustQuote = /[",\r\n]/
const looksLikeFormula = /^[=+\-@\t\r]/
const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$|^-?\d+(\.\d+)?([ ;]-?\d+(\.\d+)?)+;?$/i

const guarded = (cell: string): string =>
	looksLikeFormula.test(cell) && !isNumber.test(cell) ? `'${cell}` : cell

/** Ids stand as they are. */
export const fileLineOfBefore = (ids: readonly string[], cells: readonly string[]): string =>
	`${[...ids, ...cells.map(guarded)]
		.map((cell) => (mustQuote.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
		.join(',')}\r\n`
