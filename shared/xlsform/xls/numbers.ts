import { damaged } from '../unreadable-workbook.ts'

// Numbers with the low byte first. Reading past the end is damage, never `undefined`.

export const u8 = (bytes: Uint8Array, at: number): number => bytes[at] ?? damaged()

export const u16 = (bytes: Uint8Array, at: number): number => u8(bytes, at) | (u8(bytes, at + 1) << 8)

export const u32 = (bytes: Uint8Array, at: number): number =>
	(u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0

export const f64 = (bytes: Uint8Array, at: number): number => doubleOf(u32(bytes, at), u32(bytes, at + 4))

/**
 * Reads a number in four bytes: the upper half of a double, or 30 bits of a whole number; either may be in
 * hundredths.
 */
export function packedNumber(bytes: Uint8Array, at: number): number {
	const packed = u32(bytes, at)
	const number = packed & 2 ? (packed | 0) >> 2 : doubleOf(0, (packed & ~3) >>> 0)
	return packed & 1 ? number / 100 : number
}

const double = new DataView(new ArrayBuffer(8))

function doubleOf(low: number, high: number): number {
	double.setUint32(0, low, true)
	double.setUint32(4, high, true)
	return double.getFloat64(0, true)
}
