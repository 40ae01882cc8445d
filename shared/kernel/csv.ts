/** CSV as RFC 4180 has it, read tolerantly and written strictly. */

/**
 * Rows of cells; quotes, line breaks inside quotes, CRLF and a byte order mark are understood. Blank lines are left out,
 * unless the number of a row is to be told.
 */
export function readCsv(text: string, { keepsBlankLines = false, separator = ',' } = {}): string[][] {
	const rows: string[][] = []
	let row: string[] = []
	let cell = ''
	let quoted = false
	const endCell = () => {
		row.push(cell)
		cell = ''
	}
	const endRow = () => {
		endCell()
		if (keepsBlankLines || row.length > 1 || row[0] !== '') rows.push(row)
		row = []
	}
	for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
		const letter = text[i] as string
		if (quoted) {
			if (letter !== '"') cell += letter
			else if (text[i + 1] === '"') {
				cell += '"'
				i++
			} else quoted = false
		} else if (letter === '"' && cell === '') quoted = true
		else if (letter === separator) endCell()
		else if (letter === '\n') endRow()
		else if (letter === '\r') {
			if (text[i + 1] !== '\n') endRow()
		} else cell += letter
	}
	if (cell !== '' || row.length > 0) endRow()
	return rows
}

/** What parts the cells of a text: spreadsheets of many countries write semicolons, and some programs tabs. */
export function separatorOf(text: string): string {
	const [line = ''] = text.split(/[\r\n]/, 1)
	const counted = [',', ';', '\t'].map((each) => ({ each, count: line.split(each).length }))
	return counted.reduce((best, next) => (next.count > best.count ? next : best)).each
}

/** Rows as objects keyed by the header; a missing cell is the empty text. */
export function readCsvTable(text: string): Record<string, string>[] {
	const [header, ...rows] = readCsv(text)
	if (!header) return []
	return rows.map((row) => Object.fromEntries(header.map((name, i) => [name.trim(), row[i] ?? ''])))
}

const mustQuote = /[",\r\n]/

/** One line, with CRLF. */
export const csvLine = (cells: readonly string[]): string =>
	`${cells.map((cell) => (mustQuote.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`

const looksLikeFormula = /^[=+\-@\t\r]/
/** A number, or places of a line: figures with blanks and semicolons between them. */
const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$|^-?\d+(\.\d+)?([ ;]-?\d+(\.\d+)?)+;?$/i

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe first (OWASP, "CSV injection"); a negative
 * number is none.
 */
export const guarded = (cell: string): string =>
	looksLikeFormula.test(cell) && !isNumber.test(cell) ? `'${cell}` : cell

/** A cell as it was before it was guarded. */
export const unguarded = (cell: string): string =>
	cell.startsWith("'") && guarded(cell.slice(1)) === cell ? cell.slice(1) : cell
