/* Former quoting and guarding of cells: older releases are written again byte for byte. */

const mustQuote = /[",\r\n]/
const looksLikeFormula = /^[=+\-@\t\r]/
const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$|^-?\d+(\.\d+)?([ ;]-?\d+(\.\d+)?)+;?$/i

const guarded = (cell: string): string =>
	looksLikeFormula.test(cell) && !isNumber.test(cell) ? `'${cell}` : cell

/** Formats a row. Ids are not guarded. */
export const fileLineOfBefore = (ids: readonly string[], cells: readonly string[]): string =>
	`${[...ids, ...cells.map(guarded)]
		.map((cell) => (mustQuote.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
		.join(',')}\r\n`
