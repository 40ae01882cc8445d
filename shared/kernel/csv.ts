/** CSV by RFC 4180, parsed tolerantly and written strictly. */

/**
 * Parses CSV into rows of cells; quotes, line breaks inside quotes, CRLF and a byte order mark are supported.
 * Blank lines are left out, unless row numbers have to be those of the file.
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

/**
 * Detects the separator of a text: spreadsheets of many countries write semicolons, and some programs tabs.
 */
export function separatorOf(text: string): string {
	const [line = ''] = text.split(/[\r\n]/, 1)
	const counted = [',', ';', '\t'].map((each) => ({ each, count: line.split(each).length }))
	return counted.reduce((best, next) => (next.count > best.count ? next : best)).each
}

/** Parses CSV into objects keyed by the header; a missing cell is the empty text. */
export function readCsvTable(text: string): Record<string, string>[] {
	const [header, ...rows] = readCsv(text)
	if (!header) return []
	return rows.map((row) => Object.fromEntries(header.map((name, i) => [name.trim(), row[i] ?? ''])))
}

/**
 * Numbers, codes, ids, dates and blank cells: no spreadsheet of any country finds a separator in these. All
 * other cells are quoted.
 */
const needsNoQuotes = /^[\w.:+-]*$/

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

/** Formats one row, with CRLF. */
export const csvLine = (cells: readonly string[]): string =>
	`${cells.map((cell) => (needsNoQuotes.test(cell) ? cell : quoted(cell))).join(',')}\r\n`

/**
 * First letters of a formula. Spreadsheets accept the full-width ones (`＝`) too, as input methods of East
 * Asia write them.
 */
const formulaLetters = '=+\\-@＝＋－＠'
/**
 * A formula letter where a cell begins: at its start, and after what a spreadsheet of another country reads
 * as the end of a cell. There, quotes in the middle of a cell have no effect, so that quoting does not help.
 */
const looksLikeFormula = new RegExp(`((?:^|[;\\t\\r\\n])"*)([${formulaLetters}])`, 'g')
const mayLookLikeFormula = new RegExp(`[${formulaLetters}]|^[\\t\\r]`)
/** A number, or the points of a line: numbers with blanks and semicolons between them. */
const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$|^-?\d+(\.\d+)?([ ;]-?\d+(\.\d+)?)+;?$/i

/**
 * Prefixes an apostrophe to what a spreadsheet would run as a formula (OWASP, "CSV injection"); a negative
 * number is none.
 */
export function guarded(cell: string): string {
	if (!mayLookLikeFormula.test(cell) || isNumber.test(cell)) return cell
	const inside = cell.replace(looksLikeFormula, "$1'$2")
	return /^[\t\r]/.test(inside) ? `'${inside}` : inside
}

const guards = new RegExp(`((?:^|[;\\t\\r\\n])"*)'(?=[${formulaLetters}])`, 'g')

/** Removes the apostrophes that `guarded` added. */
export function unguarded(cell: string): string {
	const inside = (cell.startsWith("'\t") || cell.startsWith("'\r") ? cell.slice(1) : cell).replace(
		guards,
		'$1',
	)
	return guarded(inside) === cell ? inside : cell
}
