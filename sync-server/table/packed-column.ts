import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { DataValue } from './data-tables.ts'

/** A column with dictionary encoding: each distinct value once, and an index into them per row. */
export interface PackedColumn {
	readonly values: readonly DataValue[]
	readonly which: Uint8Array | Uint16Array | Uint32Array
}

const widths = [
	{ most: 0xff, make: Uint8Array },
	{ most: 0xffff, make: Uint16Array },
	{ most: 0xffff_ffff, make: Uint32Array },
] as const
const widthFor = (many: number) => widths.find(({ most }) => many - 1 <= most) ?? widths[2]
const header = 8

/**
 * Encodes a column, with one byte per row if there are few distinct values: most answers are one of some
 * choices.
 */
export function packColumn(given: readonly DataValue[]): Uint8Array {
	const places = new Map<DataValue, number>()
	const all = given.map((value) => {
		const known = places.get(value)
		if (known !== undefined) return known
		places.set(value, places.size)
		return places.size - 1
	})
	const texts = Buffer.from(JSON.stringify([...places.keys()]), 'utf8')
	const which = widthFor(places.size).make.from(all)
	const sizes = Buffer.alloc(header)
	sizes.writeUInt32LE(places.size, 0)
	sizes.writeUInt32LE(texts.length, 4)
	const whole = [sizes, texts, Buffer.from(which.buffer, which.byteOffset, which.byteLength)]
	return deflateRawSync(Buffer.concat(whole), { level: 1 })
}

export function unpackColumn(packed: Uint8Array): PackedColumn {
	const bytes = inflateRawSync(packed)
	const end = header + bytes.readUInt32LE(4)
	const { make } = widthFor(bytes.readUInt32LE(0))
	// copied because typed arrays of wider numbers need an aligned offset
	const codes = new Uint8Array(bytes.subarray(end))
	return {
		values: JSON.parse(bytes.toString('utf8', header, end)) as DataValue[],
		which: new make(codes.buffer, 0, codes.length / make.BYTES_PER_ELEMENT),
	}
}

/** The records of a part: arrival numbers in ascending order, and the number of rows of each. */
export interface ChunkPositions {
	readonly seqs: ArrayLike<number>
	readonly lines: ArrayLike<number>
}

/** Encodes positions as differences: consecutive numbers compress to almost nothing and decode fast. */
export function packPositions({ seqs, lines }: ChunkPositions): Uint8Array {
	const sizes = Buffer.alloc(header)
	sizes.writeDoubleLE(seqs[0] ?? 0)
	const steps = Uint32Array.from(seqs, (seq, i) => (i === 0 ? 0 : seq - (seqs[i - 1] ?? 0)))
	return deflateRawSync(
		Buffer.concat([sizes, Buffer.from(steps.buffer), Buffer.from(Uint32Array.from(lines).buffer)]),
		{ level: 1 },
	)
}

export function unpackPositions(packed: Uint8Array): { seqs: Float64Array; lines: Uint32Array } {
	const bytes = inflateRawSync(packed)
	const numbers = new Uint32Array(new Uint8Array(bytes.subarray(header)).buffer)
	const many = numbers.length / 2
	const seqs = new Float64Array(many)
	let seq = bytes.readDoubleLE()
	for (let i = 0; i < many; i++) {
		seq += numbers[i] ?? 0
		seqs[i] = seq
	}
	return { seqs, lines: numbers.subarray(many) }
}

/** Returns the value of a column in a row. */
export const valueAt = (column: PackedColumn | undefined, line: number): DataValue =>
	column?.values[column.which[line] ?? 0] ?? null
