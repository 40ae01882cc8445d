import { type Sheet, sheetOf } from '../sheets.ts'
import { openCompoundFile } from './compound-file.ts'
import { cellsOf } from './sheet-cells.ts'
import { damaged, UnreadableWorkbook } from './unreadable-workbook.ts'
import { readGlobals, type WorkbookGlobals } from './workbook-globals.ts'

/**
 * The sheets of a workbook as Excel 97 to 2003 wrote it (.xls, BIFF8), as a newer workbook would give them.
 * Time and memory grow with the file and are bounded besides: the file may be a stranger's.
 *
 * @throws UnreadableWorkbook and nothing else
 */
export function readOldWorkbook(file: Uint8Array): Sheet[] {
	const open = openCompoundFile(file)
	// a newer workbook with a password is wrapped in the old kind of file
	if (open('encryptedpackage')) throw new UnreadableWorkbook('encrypted')
	const stream = open('workbook') ?? open('book')
	if (!stream) throw new UnreadableWorkbook('no-workbook')
	const globals = readGlobals(stream)
	if (globals.sheets.length === 0) throw new UnreadableWorkbook('no-workbook')
	const room = new Room()
	return globals.sheets.map(({ name, start }) => sheetOf(name, tableAt(stream, start, globals, room)))
}

/** A form with 1,800 questions in six languages has a twentieth of it. */
const mostOfAll = 20_000_000
const columns = 256

/** Letters, cells and records of all sheets together: a small file can name one long text or one sheet many times. */
class Room {
	#left = mostOfAll

	take(some: number): void {
		this.#left -= some
		if (this.#left < 0) throw new UnreadableWorkbook('too-large')
	}
}

function tableAt(stream: Uint8Array, start: number, globals: WorkbookGlobals, room: Room): string[][] {
	const table: string[][] = []
	for (const cells of cellsOf(stream, start, globals)) {
		room.take(1)
		for (const { row, column, text } of cells) {
			if (text === '') continue
			if (column >= columns) damaged()
			const line = table[row] ?? []
			table[row] = line
			room.take(text.length + Math.max(1, column - line.length + 1))
			while (line.length < column) line.push('')
			line[column] = text
		}
	}
	room.take(table.length)
	return Array.from(table, (line) => line ?? [])
}
