const utf8 = new TextEncoder()

/** Growing buffer of bytes, little-endian. */
export class Block {
	#bytes = Buffer.alloc(1024)
	#length = 0

	get length(): number {
		return this.#length
	}
	/** Bytes written since the last `clear()`. Valid until the next write or clear. */
	bytes(): Uint8Array {
		return this.#bytes.subarray(0, this.#length)
	}
	clear(): void {
		this.#length = 0
	}
	/** Returns a copy of the bytes and clears the block. */
	taken(): Uint8Array {
		const bytes = Uint8Array.from(this.bytes())
		this.clear()
		return bytes
	}
	byte(value: number): void {
		const at = this.#room(1)
		this.#bytes.writeUInt8(value, at)
	}
	/** Writes two bytes. */
	short(value: number): void {
		const at = this.#room(2)
		this.#bytes.writeUInt16LE(value, at)
	}
	/** Writes four bytes. */
	whole(value: number): void {
		const at = this.#room(4)
		this.#bytes.writeInt32LE(value, at)
	}
	/** Writes eight bytes, unsigned. */
	long(value: number | bigint): void {
		const at = this.#room(8)
		this.#bytes.writeBigUInt64LE(BigInt(value), at)
	}
	double(value: number): void {
		const at = this.#room(8)
		this.#bytes.writeDoubleLE(value, at)
	}
	/** Writes a text in UTF-8, padded with spaces to `size` bytes; without `size`, to its own length. */
	text(text: string, size?: number): void {
		const bytes = utf8.encode(text)
		this.padded(bytes, size ?? bytes.length)
	}
	padded(bytes: Uint8Array, size: number, filling = 32): void {
		const at = this.#room(size)
		this.#bytes.fill(filling, at, at + size)
		this.#bytes.set(bytes.subarray(0, size), at)
	}
	#room(size: number): number {
		const at = this.#length
		this.#length += size
		if (this.#length > this.#bytes.length) {
			const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#length))
			larger.set(this.#bytes.subarray(0, at))
			this.#bytes = larger
		}
		return at
	}
}
