import { momentOf } from '../number-formats.ts'
import { cellText } from '../sheets.ts'
import type { SparseSheet } from '../sparse-sheet.ts'
import { damaged } from '../unreadable-workbook.ts'
import { readXml } from './read-xml.ts'
import { asWritten, TextRuns } from './text-runs.ts'
import type { WorkbookParts } from './workbook-parts.ts'

interface BookWithFaults extends WorkbookParts {
	/** Text for an error, and for a formula without a stored result. */
	readonly fault: string
}

/**
 * Places the cells of a sheet.
 *
 * @throws UnreadableWorkbook, and Error if the part is no XML
 */
export function placeCells(part: Uint8Array, book: BookWithFaults, placed: SparseSheet): void {
	/** From 1, as they are written; a row or a cell without a position follows the one before. */
	let [row, column] = [0, 0]
	let [type, style, value] = ['n', '', '']
	let [isInValue, isFormula] = [false, false]
	const runs = new TextRuns()
	readXml(part, {
		open(element, attribute) {
			if (element === 'row') {
				const place = attribute('r')
				row = place === undefined ? row + 1 : numberOf(place)
				column = 0
			} else if (element === 'c') {
				const place = attribute('r')
				if (place === undefined) column++
				else [row, column] = placeOf(place)
				type = attribute('t') ?? 'n'
				style = attribute('s') ?? ''
				value = ''
				isFormula = false
				runs.clear()
			} else if (element === 'f') isFormula = true
			else if (element === 'v') isInValue = true
			runs.open(element)
		},
		close(element) {
			runs.close(element)
			if (element === 'v') isInValue = false
			else if (element === 'c')
				placed.place({
					row: row - 1,
					column: column - 1,
					text:
						type === 'inlineStr'
							? runs.text
							: type === 'e' || (type === 'n' && isFormula && value === '')
								? book.fault
								: textOf(type, value, Number(style), book),
				})
		},
		text(text) {
			if (isInValue) value += text
			runs.add(text)
		},
	})
}

const numberOf = (digits: string): number => (/^[1-9]\d{0,6}$/.test(digits) ? Number(digits) : damaged())

/** `B2` is row 2, column 2. */
function placeOf(place: string): [row: number, column: number] {
	const [, letters = '', digits = ''] = /^([A-Z]{1,3})(\d+)$/.exec(place) ?? []
	let column = 0
	for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
	return [numberOf(digits), column]
}

/** Converts a value to text by its type (ECMA-376, 18.18.11 ST_CellType). */
function textOf(type: string, value: string, style: number, book: WorkbookParts): string {
	if (value === '') return ''
	switch (type) {
		case 's':
			return book.texts[Number(value)] ?? damaged()
		case 'str':
			return asWritten(value)
		case 'b':
			return value === '1' || value === '0' ? cellText(value === '1') : damaged()
		case 'd':
			return Number.isNaN(Date.parse(value)) ? damaged() : cellText(new Date(value))
		case 'n': {
			const number = Number(value)
			if (!Number.isFinite(number)) damaged()
			return cellText((book.isDate(style) && momentOf(number, book.is1904)) || number)
		}
		default:
			return damaged()
	}
}
