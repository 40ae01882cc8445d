import { damaged, UnreadableWorkbook } from './unreadable-workbook.ts'

export interface PlacedCell {
	/** From 0. */
	readonly row: number
	/** From 0. */
	readonly column: number
	/** As it would be typed; empty for an error such as #N/A. */
	readonly text: string
}

/** Twenty times what a form with 1,800 questions in six languages has. */
const mostOfAll = 20_000_000

/**
 * Budget of characters, cells and records for all sheets of a workbook: a small file can name one long text
 * or one sheet many times.
 */
export class Room {
	#left: number

	constructor(most = mostOfAll) {
		this.#left = most
	}

	/** @throws UnreadableWorkbook `too-large` */
	take(some: number): void {
		this.#left -= some
		if (this.#left < 0) throw new UnreadableWorkbook('too-large')
	}
}

/** The cells of a sheet at their positions. A row is filled up only to its last cell with a value. */
export class SparseSheet {
	readonly #lines: string[][] = []
	readonly #room: Room
	readonly #limits: { readonly rows: number; readonly columns: number }

	constructor(room: Room, limits: { readonly rows: number; readonly columns: number }) {
		this.#room = room
		this.#limits = limits
	}

	/** @throws UnreadableWorkbook */
	place({ row, column, text }: PlacedCell): void {
		if (text === '') return
		if (row >= this.#limits.rows || column >= this.#limits.columns) damaged()
		const line = this.#lines[row] ?? []
		this.#lines[row] = line
		this.#room.take(text.length + Math.max(1, column - line.length + 1))
		while (line.length < column) line.push('')
		line[column] = text
	}

	/** @throws UnreadableWorkbook */
	table(): string[][] {
		this.#room.take(this.#lines.length)
		return Array.from(this.#lines, (line) => line ?? [])
	}
}
