import type { CsvRow } from '#shared/export/csv-rows'
import { cellName } from '#shared/xlsform/sheets'
import type { ExportFile } from './export-tables.ts'
import { maxColumns, type SheetCell, type SheetColumn, sheetColumns } from './workbook-columns.ts'

/** Limits of spreadsheet programs (Excel's own). */
const maxRows = 1_048_576
const longestCell = 32_767
const longestTitle = 31
const blockCharacters = 1 << 15
/** Ends a text that is longer than a cell allows. */
const cut = ' … (longer: see the CSV file)'

/** A sheet of a workbook. Its blocks must be read before the next sheet is requested. */
export interface SheetOfBlocks {
	readonly title: string
	readonly blocks: AsyncIterable<string>
	/** Range of its filter row, such as `$A$1:$D$10`; known once the blocks are read. */
	readonly filtered: () => string
}

interface SheetOptions {
	readonly isRightToLeft: boolean
	/** True to add the label next to each code, in a column of its own. */
	readonly hasLabels?: boolean | undefined
	/** Maximum rows of a sheet, header included. */
	readonly rows?: number
}

/**
 * Streams tables as sheets (ECMA-376, SpreadsheetML). A table with more rows than a sheet can hold continues
 * in another one, with the same header. Numbers, days and times are typed cells (for a calculation, cell by
 * cell); everything else is text, and nothing is a formula. Times are local, with the offset in a column of
 * its own: bulk edits are read back from these files, and unchanged cells must come back unchanged. The
 * header is frozen and has a filter on each column.
 */
export async function* sheetsOf(
	files: readonly ExportFile[],
	options: SheetOptions,
): AsyncGenerator<SheetOfBlocks> {
	// A title that Excel reserves.
	const titles = new Set(['history'])
	for (const file of files) {
		const lines = iteratorOf(file.rows)
		try {
			const header = await lines.next()
			if (header.done) continue
			const columns = file.columns ? sheetColumns(file.columns, options.hasLabels ?? false) : null
			const reading = { columns, lines, header: header.value, next: await lines.next(), rows: 1 }
			const last = lettersOf(Math.max(0, (columns ?? cellsOf(reading.header)).length - 1))
			do
				yield {
					title: titleFor(file.name, titles),
					blocks: sheetFrom(reading, options),
					filtered: () => `$A$1:$${last}$${reading.rows}`,
				}
			while (!reading.next.done)
		} finally {
			// On an early end, the iterator is closed, so that the database does not wait.
			await lines.return?.()
		}
	}
}

interface ReadingLines {
	/** Null for a table with text columns only. */
	readonly columns: readonly SheetColumn[] | null
	readonly lines: Iterator<CsvRow> | AsyncIterator<CsvRow>
	readonly header: CsvRow
	next: IteratorResult<CsvRow, unknown>
	/** Rows of the last sheet, with its header. */
	rows: number
}

async function* sheetFrom(
	reading: ReadingLines,
	{ isRightToLeft, rows = maxRows }: SheetOptions,
): AsyncGenerator<string> {
	const { columns } = reading
	const header = columns?.map((column) => column.header) ?? cellsOf(reading.header)
	let block = startOfSheet(isRightToLeft, columns) + rowText(header.map(asText), 1, boldStyle)
	reading.rows = 1
	for (; !reading.next.done && reading.rows < rows; reading.rows++) {
		const cells = cellsOf(reading.next.value)
		const sheetCells = columns?.map(({ at, cell }) => cell(cells[at] ?? '')) ?? cells.map(asText)
		block += rowText(sheetCells, reading.rows + 1)
		reading.next = await reading.lines.next()
		if (block.length < blockCharacters) continue
		yield block
		block = ''
	}
	const last = lettersOf(Math.max(0, header.length - 1))
	yield `${block}</sheetData><autoFilter ref="A1:${last}${reading.rows}"/></worksheet>`
}

const cellsOf = ({ ids, cells }: CsvRow): string[] => [...ids, ...cells].slice(0, maxColumns)
const asText = (value: string): SheetCell => ({ kind: 'text', value })

const iteratorOf = (lines: ExportFile['rows']) =>
	Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]()

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** The first row is frozen. */
const startOfSheet = (isRightToLeft: boolean, columns: readonly SheetColumn[] | null): string =>
	`${xml}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"${isRightToLeft ? ' rightToLeft="1"' : ''}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widthsOf(columns ?? [])}<sheetData>`

/** Widths for dates and times: a narrow column would show `####`. */
function widthsOf(columns: readonly SheetColumn[]): string {
	const widths = columns.flatMap(({ width }, i) =>
		width === null ? [] : [`<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`],
	)
	return widths.length === 0 ? '' : `<cols>${widths.join('')}</cols>`
}

/** Styles by index in `styles.xml`. */
const boldStyle = 1
const styles = { number: null, text: null, day: 2, time: 3 } as const

/**
 * Writes a row. `row`: from 1. Every cell has a reference, which the standard makes optional and some readers
 * require.
 */
function rowText(cells: readonly SheetCell[], row: number, style: number | null = null): string {
	let text = `<row r="${row}">`
	for (const [column, { kind, value }] of cells.entries()) {
		if (value === '') continue
		const shown = style ?? styles[kind]
		const attributes = ` r="${lettersOf(column)}${row}"${shown === null ? '' : ` s="${shown}"`}`
		text += kind === 'text' ? textCell(value, attributes) : `<c${attributes}><v>${value}</v></c>`
	}
	return `${text}</row>`
}

const letters: string[] = []
/** Column letters: `A`, `B` … `AA`; columns are counted from 0. */
function lettersOf(column: number): string {
	letters[column] ??= cellName(column, 0).slice(0, -1)
	return letters[column] ?? ''
}

/** Writes a text cell. `attributes`: reference and style. */
function textCell(text: string, attributes: string): string {
	const whole = text.length <= longestCell ? text : text.slice(0, longestCell - cut.length) + cut
	return `<c${attributes} t="inlineStr"><is><t xml:space="preserve">${escaped(whole)}</t></is></c>`
}

/**
 * Escapes for XML. Characters that XML cannot hold become `_x000B_`, and text of that form `_x005F_x000B_`
 * (ECMA-376, 22.9.2.19).
 */
const escaped = (text: string): string =>
	text
		// A lone surrogate is not a character.
		.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
		.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
		// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
		.replace(/[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]/g, coded)
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
const coded = (letter: string): string =>
	`_x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`

/** Returns a title that is unique regardless of case. */
function titleFor(file: string, taken: Set<string>): string {
	const name = file.replace(/\.csv$/, '').replace(/[[\]:*?/\\']/g, '_')
	for (let number = 1; ; number++) {
		const ending = number === 1 ? '' : ` (${number})`
		const title = name.slice(0, longestTitle - ending.length) + ending
		if (taken.has(title.toLowerCase())) continue
		taken.add(title.toLowerCase())
		return title
	}
}

/**
 * Returns the parts of the workbook apart from its sheets, by path in the zip. Sheets are
 * `xl/worksheets/sheet1.xml` and so on.
 */
export function workbookParts(
	sheets: readonly { readonly title: string; readonly filtered: string }[],
): Readonly<Record<string, string>> {
	const titles = sheets.map(({ title }) => title)
	const packages = 'http://schemas.openxmlformats.org/package/2006'
	const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
	const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
	const each = (text: (title: string, number: number) => string) =>
		titles.map((title, i) => text(title, i + 1)).join('')
	const relation = (id: string, kind: string, target: string) =>
		`<Relationship Id="${id}" Type="${relations}/${kind}" Target="${target}"/>`
	return {
		'[Content_Types].xml': `${xml}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${each((_, number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${types}.worksheet+xml"/>`)}</Types>`,
		'_rels/.rels': `${xml}<Relationships xmlns="${packages}/relationships">${relation('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
		'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${each((title, number) => `<sheet name="${escaped(title).replaceAll('"', '&quot;')}" sheetId="${number}" r:id="r${number}"/>`)}</sheets><definedNames>${sheets.map(filterName).join('')}</definedNames></workbook>`,
		'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${packages}/relationships">${each((_, number) => relation(`r${number}`, 'worksheet', `worksheets/sheet${number}.xml`))}${relation('styles', 'styles', 'styles.xml')}</Relationships>`,
		'xl/styles.xml': `${xml}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
	}
}

/** Defined name by which spreadsheet programs find the filter row. */
const filterName = (
	{ title, filtered }: { readonly title: string; readonly filtered: string },
	i: number,
): string =>
	`<definedName name="_xlnm._FilterDatabase" localSheetId="${i}" hidden="1">${escaped(`'${title}'!${filtered}`)}</definedName>`
