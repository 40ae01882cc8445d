import { type Sheet, sheetOf } from '../sheets.ts'
import { Room, SparseSheet } from '../sparse-sheet.ts'
import { UnreadableWorkbook } from '../unreadable-workbook.ts'
import { openCompoundFile } from './compound-file.ts'
import { type GlobalsWithFaults, sheetCells } from './sheet-cells.ts'
import { readWorkbookGlobals } from './workbook-globals.ts'

/**
 * Reads the sheets of a workbook as Excel 97 to 2003 wrote it (.xls, BIFF8), with the same result as for a
 * newer one. Time and memory grow with the file and are bounded besides: the file may be a stranger's.
 *
 * `fault`: text for an error such as #N/A.
 *
 * @throws UnreadableWorkbook and nothing else
 */
export function readXls(file: Uint8Array, fault = ''): Sheet[] {
	const open = openCompoundFile(file)
	// a newer workbook with a password is wrapped in the old kind of file
	if (open('encryptedpackage')) throw new UnreadableWorkbook('encrypted')
	const stream = open('workbook') ?? open('book')
	if (!stream) throw new UnreadableWorkbook('no-workbook')
	const globals = readWorkbookGlobals(stream)
	if (globals.sheets.length === 0) throw new UnreadableWorkbook('no-workbook')
	const room = new Room()
	return globals.sheets.map(({ name, start }) =>
		sheetOf(name, tableAt(stream, start, { ...globals, fault }, room)),
	)
}

/** Limits of this file format. */
const limits = { rows: 65_536, columns: 256 }

function tableAt(stream: Uint8Array, start: number, globals: GlobalsWithFaults, room: Room): string[][] {
	const placed = new SparseSheet(room, limits)
	for (const cells of sheetCells(stream, start, globals)) {
		room.take(1)
		for (const cell of cells) placed.place(cell)
	}
	return placed.table()
}
