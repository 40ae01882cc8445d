import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { TableLine } from '#shared/export/csv-cells'

/** Lines of a table that are packed together. */
const linesAtATime = 500
/** Packed; some 50 bytes hold a line. */
const mostBytes = 32 << 20

/**
 * Lines that are found while another table is written, packed in memory until their own turn comes. Where they are more than a fixed room holds, none are
 * kept: whoever wants them reads again.
 */
export class KeptLines {
	readonly #packed: Buffer[] = []
	#waiting: TableLine[] = []
	#bytes = 0
	readonly #most: number

	constructor(most = mostBytes) {
		this.#most = most
	}
	/** All were added, and are here. */
	isWhole = false

	add(lines: readonly TableLine[]): void {
		if (this.#bytes > this.#most) return
		this.#waiting.push(...lines)
		if (this.#waiting.length >= linesAtATime) this.#pack()
	}
	/** There are no more. */
	end(): void {
		this.#pack()
		this.isWhole = this.#bytes <= this.#most
	}
	/** Once: they go as they are told. */
	*take(): Generator<TableLine> {
		this.isWhole = false
		for (let block = this.#packed.shift(); block; block = this.#packed.shift())
			yield* JSON.parse(inflateRawSync(block).toString('utf8')) as TableLine[]
	}
	#pack(): void {
		if (this.#waiting.length === 0) return
		const block = deflateRawSync(JSON.stringify(this.#waiting), { level: 1 })
		this.#waiting = []
		this.#bytes += block.length
		if (this.#bytes > this.#most) this.#packed.length = 0
		else this.#packed.push(block)
	}
}
