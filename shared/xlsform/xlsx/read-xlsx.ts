import { unzipSync } from 'fflate'
import { type Sheet, sheetOf } from '../sheets.ts'
import { Room, SparseSheet } from '../sparse-sheet.ts'
import { UnreadableWorkbook } from '../unreadable-workbook.ts'
import { placeCells } from './sheet-cells.ts'
import { openWorkbook } from './workbook-parts.ts'

/** Limits of spreadsheet programs. */
const limits = { rows: 1_048_576, columns: 16_384 }

export interface WorkbookReading {
	/** Maximum bytes: some workbooks are padded with empty rows, and more would fill the memory. */
	readonly unpacked: number
	/** Maximum characters, cells and records. */
	readonly room?: number
	/** Text for an error such as #N/A, and for a formula without a stored result. */
	readonly fault?: string
}
const asForm: WorkbookReading = { unpacked: 200_000_000 }

/**
 * Reads the sheets of a workbook as spreadsheet programs write it since 2007 (.xlsx, ECMA-376). Time and
 * memory are bounded: the file may be a stranger's.
 *
 * @throws UnreadableWorkbook and nothing else
 */
export function readXlsx(file: Uint8Array, reading = asForm): Sheet[] {
	try {
		const book = openWorkbook(unpacked(file, reading.unpacked))
		const room = new Room(reading.room)
		return book.sheets.map(({ name, part }) => {
			const placed = new SparseSheet(room, limits)
			placeCells(part, { ...book, fault: reading.fault ?? '' }, placed)
			return sheetOf(name, placed.table())
		})
	} catch (thrown) {
		// the file is no zip, or a part is no XML
		throw thrown instanceof UnreadableWorkbook ? thrown : new UnreadableWorkbook('damaged')
	}
}

function unpacked(file: Uint8Array, most: number): Map<string, Uint8Array> {
	let left = most
	const files = unzipSync(file, {
		filter({ name, originalSize }) {
			if (!/\.(xml|rels)$/i.test(name)) return false
			left -= originalSize
			if (left < 0) throw new UnreadableWorkbook('too-large')
			return true
		},
	})
	return new Map(Object.entries(files))
}
