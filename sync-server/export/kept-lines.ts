import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { CsvRow } from '#shared/export/csv-cells'

/** Lines of a table that are packed together. */
const linesAtATime = 500
/** Packed; some 50 bytes hold a line. */
export const maxBufferedBytes = 32 << 20

/**
 * Lines that are found while another table is written, packed in memory until their own turn comes. Where they are more than a fixed room holds, none are
 * kept: whoever wants them reads again.
 */
export class BufferedRows {
	readonly #packed: Buffer[] = []
	#waiting: CsvRow[] = []
	readonly #room: { left: number }

	/** `room`: in bytes, of all tables of an export together. */
	constructor(room: { left: number }) {
		this.#room = room
	}
	/** There is no room for any more. */
	get isOver(): boolean {
		return this.#room.left < 0
	}
	/** All were added, and are here. */
	isWhole = false

	add(lines: readonly CsvRow[]): void {
		if (this.isOver) return
		this.#waiting.push(...lines)
		if (this.#waiting.length >= linesAtATime) this.#pack()
	}
	/** There are no more. */
	end(): void {
		this.#pack()
		this.isWhole = !this.isOver
		if (this.isOver) this.#packed.length = 0
	}
	/** Once: they go as they are told. */
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
