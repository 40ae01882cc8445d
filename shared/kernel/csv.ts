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

/** Numbers, codes, ids, days and nothing: no spreadsheet of any country finds a separator in these. All else is quoted. */
const needsNoQuotes = /^[\w.:+-]*$/

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

/** One line, with CRLF. */
export const csvLine = (cells: readonly string[]): string =>
	`${cells.map((cell) => (needsNoQuotes.test(cell) ? cell : quoted(cell))).join(',')}\r\n`

/** A spreadsheet runs what begins so. Those of wide letters (`＝`) it takes for the plain ones, as input methods of East Asia write them. */
const formulaLetters = '=+\\-@＝＋－＠'
/**
 * Where a cell begins: at its start, and behind what a spreadsheet of another country takes for the end of a cell. It knows no quotes in the
 * middle of what it takes for one, so that quoting is no help there.
 */
const looksLikeFormula = new RegExp(`((?:^|[;\\t\\r\\n])"*)([${formulaLetters}])`, 'g')
const mayLookLikeFormula = new RegExp(`[${formulaLetters}]|^[\\t\\r]`)
/** A number, or places of a line: figures with blanks and semicolons between them. */
const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$|^-?\d+(\.\d+)?([ ;]-?\d+(\.\d+)?)+;?$/i

/**
 * What a spreadsheet would run as a formula gets an apostrophe first (OWASP, "CSV injection"); a negative number is none.
 */
export function guarded(cell: string): string {
	if (!mayLookLikeFormula.test(cell) || isNumber.test(cell)) return cell
	const inside = cell.replace(looksLikeFormula, "$1'$2")
	return /^[\t\r]/.test(inside) ? `'${inside}` : inside
}

const guards = new RegExp(`((?:^|[;\\t\\r\\n])"*)'(?=[${formulaLetters}])`, 'g')

/** A cell as it was before it was guarded. */
export function unguarded(cell: string): string {
	const inside = (cell.startsWith("'\t") || cell.startsWith("'\r") ? cell.slice(1) : cell).replace(
		guards,
		'$1',
	)
	return guarded(inside) === cell ? inside : cell
}
