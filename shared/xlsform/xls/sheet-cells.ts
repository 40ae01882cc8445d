import { momentOf } from '../number-formats.ts'
import { cellText } from '../sheets.ts'
import type { PlacedCell } from '../sparse-sheet.ts'
import { damaged } from '../unreadable-workbook.ts'
import { f64, packedNumber, u8, u16, u32 } from './numbers.ts'
import { RecordReader } from './record-reader.ts'
import { type BiffRecord, recordsFrom, recordTypes } from './records.ts'
import type { WorkbookGlobals } from './workbook-globals.ts'

export interface GlobalsWithFaults extends WorkbookGlobals {
	/** Text for an error. */
	readonly fault: string
}

/** Yields the cells of each record, if it has any. */
export function* sheetCells(
	stream: Uint8Array,
	start: number,
	globals: GlobalsWithFaults,
): Generator<PlacedCell[]> {
	/** Position of a formula whose text comes in a record of its own; others may come between. */
	let waiting: Pick<PlacedCell, 'row' | 'column'> | null = null
	for (const record of recordsFrom(stream, start)) {
		const { type, parts } = record
		if (type === recordTypes.formulaText && waiting) {
			yield [{ ...waiting, text: new RecordReader(parts, 2).text(u16(parts[0], 0)) }]
			waiting = null
		} else if (type === recordTypes.formula && isTextResult(parts[0])) {
			waiting = placeOf(parts[0])
			yield []
		} else yield cellsIn(record, globals)
	}
}

const placeOf = (bytes: Uint8Array) => ({ row: u16(bytes, 0), column: u16(bytes, 2) })

function cellsIn({ type, parts }: BiffRecord, globals: GlobalsWithFaults): PlacedCell[] {
	const [bytes] = parts
	const cell = (text: string): PlacedCell[] => [{ ...placeOf(bytes), text }]
	const asNumber = (number: number) => numberText(number, u16(bytes, 4), globals)
	switch (type) {
		case recordTypes.sharedText:
			return cell(globals.texts[u32(bytes, 6)] ?? damaged())
		case recordTypes.text:
		case recordTypes.richText:
			return cell(new RecordReader(parts, 8).text(u16(bytes, 6)))
		case recordTypes.number:
			return cell(asNumber(f64(bytes, 6)))
		case recordTypes.packedNumber:
			return cell(asNumber(packedNumber(bytes, 6)))
		case recordTypes.packedNumbers:
			return packedNumbers(bytes, globals)
		case recordTypes.truthOrFault:
			return cell(u8(bytes, 7) === 0 ? cellText(u8(bytes, 6) !== 0) : globals.fault)
		case recordTypes.formula:
			if (!isSpecialResult(bytes)) return cell(asNumber(f64(bytes, 6)))
			// an empty text is no value
			if (u8(bytes, 6) === 3) return cell('')
			return cell(u8(bytes, 6) === 1 ? cellText(u8(bytes, 8) !== 0) : globals.fault)
		default:
			return []
	}
}

/** True if the result of a formula is no number, which these two bytes say. */
const isSpecialResult = (bytes: Uint8Array): boolean => u16(bytes, 12) === 0xffff
const isTextResult = (bytes: Uint8Array): boolean => isSpecialResult(bytes) && u8(bytes, 6) === 0

/** Reads numbers of neighbouring cells; the last two bytes are the last column. */
function packedNumbers(bytes: Uint8Array, globals: WorkbookGlobals): PlacedCell[] {
	const { row, column } = placeOf(bytes)
	return Array.from({ length: Math.floor((bytes.length - 6) / 6) }, (_, i) => ({
		row,
		column: column + i,
		text: numberText(packedNumber(bytes, 6 + 6 * i), u16(bytes, 4 + 6 * i), globals),
	}))
}

const numberText = (number: number, style: number, { isDate, is1904 }: WorkbookGlobals): string =>
	cellText((isDate(style) && momentOf(number, is1904)) || number)
