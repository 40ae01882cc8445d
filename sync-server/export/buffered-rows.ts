import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { CsvRow } from '#shared/export/csv-rows'

/** Rows that are compressed together. */
const lineBatchSize = 500
/** Maximum compressed bytes; a row needs about 50. */
export const maxBufferedBytes = 32 << 20

/**
 * Rows that are found while another table is written, compressed in memory until their own table is written.
 * If they exceed the limit, none are kept and the caller reads the records again.
 */
export class BufferedRows {
	readonly #packed: Buffer[] = []
	#waiting: CsvRow[] = []
	readonly #room: { left: number }

	/** `room`: remaining bytes, shared by all tables of an export. */
	constructor(room: { left: number }) {
		this.#room = room
	}
	/** True if the limit was exceeded. */
	get isOver(): boolean {
		return this.#room.left < 0
	}
	/** True if all rows were added and are still in memory. */
	isWhole = false

	add(lines: readonly CsvRow[]): void {
		if (this.isOver) return
		this.#waiting.push(...lines)
		if (this.#waiting.length >= lineBatchSize) this.#pack()
	}
	/** Marks the end of the rows. */
	end(): void {
		this.#pack()
		this.isWhole = !this.isOver
		if (this.isOver) this.#packed.length = 0
	}
	/** Yields the rows, once, and frees their memory. */
	*take(): Generator<CsvRow> {
		this.isWhole = false
		for (let block = this.#packed.shift(); block; block = this.#packed.shift())
			yield* JSON.parse(inflateRawSync(block).toString('utf8')) as CsvRow[]
	}
	#pack(): void {
		if (this.#waiting.length === 0) return
		const block = deflateRawSync(JSON.stringify(this.#waiting), { level: 1 })
		this.#waiting = []
		this.#room.left -= block.length
		if (this.isOver) this.#packed.length = 0
		else this.#packed.push(block)
	}
}
