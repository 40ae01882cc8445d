import { damaged } from '../unreadable-workbook.ts'
import { u8 } from './numbers.ts'

/** Reads through all parts of a record. */
export class RecordReader {
	readonly #parts: readonly Uint8Array[]
	#part = 0
	#at = 0

	constructor(parts: readonly Uint8Array[], at = 0) {
		this.#parts = parts
		this.#at = at
	}
	u8(): number {
		while (this.#left() <= 0) this.#nextPart()
		return u8(this.#bytes(), this.#at++)
	}
	u16(): number {
		return this.u8() | (this.u8() << 8)
	}
	u32(): number {
		return (this.u16() | (this.u16() << 16)) >>> 0
	}
	/** Reads text after its length, with the flags of its encoding and attachments. */
	text(length: number): string {
		const marks = this.u8()
		const runs = marks & hasRuns ? this.u16() : 0
		const attached = marks & hasAttached ? this.u32() : 0
		const text = this.#letters(length, (marks & isWide) !== 0)
		this.#skip(4 * runs + attached)
		return text
	}
	#letters(length: number, wide: boolean): string {
		let text = ''
		let twoBytes = wide
		for (let i = 0; i < length; i++) {
			if (this.#left() === 0) {
				// the next part begins with the encoding of its letters
				this.#nextPart()
				twoBytes = (u8(this.#bytes(), this.#at++) & isWide) !== 0
			}
			const low = u8(this.#bytes(), this.#at++)
			text += String.fromCharCode(twoBytes ? low | (u8(this.#bytes(), this.#at++) << 8) : low)
		}
		return text
	}
	#skip(length: number): void {
		for (let left = length; left > 0; ) {
			if (this.#left() <= 0) this.#nextPart()
			const step = Math.min(left, this.#left())
			this.#at += step
			left -= step
		}
	}
	#bytes(): Uint8Array {
		return this.#parts[this.#part] ?? damaged()
	}
	#left(): number {
		return this.#bytes().length - this.#at
	}
	#nextPart(): void {
		this.#part++
		this.#at = 0
	}
}

const isWide = 1
const hasAttached = 4
const hasRuns = 8
