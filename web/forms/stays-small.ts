/** As far as spreadsheet programs go. */
const [mostColumns, mostRows] = [16_384, 1_048_576]
/** Of cells that are filled in because others stand behind them. */
const mostCells = 20_000_000

/** A row or a cell, its other attributes before `r`, where it says that it stands, and whether anything is in it. */
const placed =
	/<(?:[\w.-]+:)?(row|c)(?=\s)(?:[^<>"']|"[^"]*"|'[^']*')*?\sr\s*=\s*(?:"([^"]*)"|'([^']*)')((?:[^<>"']|"[^"]*"|'[^']*')*)/g

/**
 * Whether a sheet of a workbook (XML) can be filled up with empty cells to where its last ones say that they stand. The reader fills it up,
 * whatever stands there: one cell at `ZZZZZZ1` in a file of a kilobyte ends the browser's tab. What is no sheet stays small.
 */
export function staysSmall(xml: string): boolean {
	let [cells, lastRow, lastColumn, rowOfCell, width] = [0, 0, 0, 0, 0]
	for (const [, tag, double, single, rest = ''] of xml.matchAll(placed)) {
		const place = double ?? single ?? ''
		// what the reader passes over
		if (tag === 'row' && place === '') continue
		const [, letters = '', digits] = /^([A-Z]{0,3})(\d{1,7})$/.exec(place) ?? []
		const row = Number(digits)
		let column = 0
		for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
		// a place that no spreadsheet program writes
		if (digits === undefined || row > mostRows || column > mostColumns || (tag === 'c') !== column > 0)
			return false
		if (tag === 'row') continue
		if (row !== rowOfCell) {
			cells += width
			width = 0
			rowOfCell = row
		}
		width = Math.max(width, column)
		lastRow = Math.max(lastRow, row)
		if (!rest.endsWith('/')) lastColumn = Math.max(lastColumn, column)
	}
	return cells + width <= mostCells && lastRow * lastColumn <= mostCells
}
