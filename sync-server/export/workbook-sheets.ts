import type { TableLine } from '#shared/export/csv-cells'
import { cellName } from '#shared/forms/sheets'
import type { FileOfLines } from './export-tables.ts'
import { isMeasure, isPlainNumber } from './plain-number.ts'
import { numberFor } from './variables.ts'

/** As far as spreadsheet programs go (Excel's own limits). */
const mostRows = 1_048_576
const mostColumns = 16_384
const longestCell = 32_767
const longestTitle = 31
const blockCharacters = 1 << 15
/** Ends a text that is longer than a cell can be. */
const cut = ' … (longer: see the CSV file)'

/** A sheet of a workbook: its blocks are taken before the next one is asked for. */
export interface SheetOfBlocks {
	readonly title: string
	readonly blocks: AsyncIterable<string>
}

interface SheetOptions {
	readonly isRightToLeft: boolean
	/** Of one sheet, with its header. */
	readonly rows?: number
}

/**
 * Tables as sheets (ECMA-376, SpreadsheetML), while they are read. What has more lines than a sheet can hold goes on in another one, under the same
 * first line. Numbers and days of columns that hold such are numbers and days, of a calculation each by itself; all else is text, and nothing is a
 * formula. Moments are text on purpose, since a cell has no room for how far they are from UTC, and so are times of a day: corrections are read back
 * from here, and what nobody changed has to come back as it was.
 */
export async function* sheetsOf(
	files: readonly FileOfLines[],
	options: SheetOptions,
): AsyncGenerator<SheetOfBlocks> {
	// a title that Excel keeps for itself
	const titles = new Set(['history'])
	for (const file of files) {
		const lines = iteratorOf(file.lines)
		try {
			const header = await lines.next()
			if (header.done) continue
			const reading = { file, lines, header: header.value, next: await lines.next() }
			do yield { title: titleFor(file.name, titles), blocks: sheetFrom(reading, options) }
			while (!reading.next.done)
		} finally {
			// where it ends early, the database is not to wait for what nobody asks for
			await lines.return?.()
		}
	}
}

interface ReadingLines {
	readonly file: FileOfLines
	readonly lines: Iterator<TableLine> | AsyncIterator<TableLine>
	readonly header: TableLine
	next: IteratorResult<TableLine, unknown>
}

async function* sheetFrom(
	reading: ReadingLines,
	{ isRightToLeft, rows = mostRows }: SheetOptions,
): AsyncGenerator<string> {
	let block = `${startOfSheet(isRightToLeft)}${rowText(reading.header, 1, null)}`
	for (let count = 1; !reading.next.done && count < rows; count++) {
		block += rowText(reading.next.value, count + 1, reading.file)
		reading.next = await reading.lines.next()
		if (block.length < blockCharacters) continue
		yield block
		block = ''
	}
	yield `${block}</sheetData></worksheet>`
}

const iteratorOf = (lines: FileOfLines['lines']) =>
	Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]()

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** The first line stays where it is while the others go by. */
const startOfSheet = (isRightToLeft: boolean): string =>
	`${xml}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"${isRightToLeft ? ' rightToLeft="1"' : ''}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`

/** Styles by their places in `styles.xml`. */
const [boldStyle, dayStyle] = [1, 2]

/** `row`: from 1; `types`: null for the line that names the columns. Every cell says where it stands, which the standard leaves open and some readers do not. */
function rowText({ ids, cells }: TableLine, row: number, types: FileOfLines | null): string {
	let text = `<row r="${row}">`
	let column = 0
	for (const cell of [...ids, ...cells].slice(0, mostColumns)) {
		const place = ` r="${lettersOf(column)}${row}"`
		if (cell !== '')
			text +=
				types === null ? textCell(cell, `${place} s="${boldStyle}"`) : cellText(cell, place, column, types)
		column++
	}
	return `${text}</row>`
}

const letters: string[] = []
/** `A`, `B` … `AA`; columns are counted from 0. */
function lettersOf(column: number): string {
	letters[column] ??= cellName(column, 0).slice(0, -1)
	return letters[column] ?? ''
}

function cellText(text: string, place: string, column: number, { columns }: FileOfLines): string {
	const kind = columns?.[column]?.kind
	const isNumber = kind === 'number' || kind === 'whole' || kind === 'calculation'
	if ((isNumber && isPlainNumber(text)) || (kind === 'measure' && isMeasure(text)))
		return `<c${place}><v>${text}</v></c>`
	const day = kind === 'day' || kind === 'calculation' ? dayNumber(text) : null
	return day === null ? textCell(text, place) : `<c${place} s="${dayStyle}"><v>${day}</v></c>`
}

/** 1 March 1900. */
const firstDayRight = 61
/** Days since the last of 1899, as spreadsheets count from March 1900 on; null for what they do not show right. */
function dayNumber(text: string): number | null {
	const day = numberFor({ kind: 'day' }, text) + 25_569
	return day >= firstDayRight ? day : null
}

/** `attributes`: its place, and its style. */
function textCell(text: string, attributes: string): string {
	const whole = text.length <= longestCell ? text : text.slice(0, longestCell - cut.length) + cut
	return `<c${attributes} t="inlineStr"><is><t xml:space="preserve">${escaped(whole)}</t></is></c>`
}

/** What XML cannot hold is written as `_x000B_`, and what looks like that as `_x005F_x000B_` (ECMA-376, 22.9.2.19). */
const escaped = (text: string): string =>
	text
		// half of a letter is none
		.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
		.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
		// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
		.replace(/[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]/g, coded)
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
const coded = (letter: string): string =>
	`_x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`

/** A title that no other sheet has, whatever its capitals. */
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

/** What holds the sheets together, by the places in the zip. Sheets are `xl/worksheets/sheet1.xml` and so on. */
export function workbookParts(titles: readonly string[]): Readonly<Record<string, string>> {
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
		'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${each((title, number) => `<sheet name="${escaped(title).replaceAll('"', '&quot;')}" sheetId="${number}" r:id="r${number}"/>`)}</sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${packages}/relationships">${each((_, number) => relation(`r${number}`, 'worksheet', `worksheets/sheet${number}.xml`))}${relation('styles', 'styles', 'styles.xml')}</Relationships>`,
		'xl/styles.xml': `${xml}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
	}
}
