import { joinBytes, utf8 } from '#shared/kernel/bytes'

export const bytes = (...parts: (number[] | string | Uint8Array)[]) =>
	joinBytes(parts.map((part) => (typeof part === 'string' ? utf8(part) : Uint8Array.from(part))))
export const number = (value: number, length: 2 | 4, isLittle: boolean) => {
	const written = Array.from({ length }, (_, i) => (value >>> (8 * i)) & 0xff)
	return isLittle ? written : written.reverse()
}

/** Writes the tags of a phone: maker, orientation, and location (30° 3′ N 70° 38′ E). */
export function exif({ isLittle = true, orientation = 1 } = {}) {
	const two = (value: number) => number(value, 2, isLittle)
	const four = (value: number) => number(value, 4, isLittle)
	const entry = (tag: number, type: number, count: number, value: number[]) => [
		...two(tag),
		...two(type),
		...four(count),
		...value,
	]
	const degrees = (...values: number[]) => values.flatMap((value) => [...four(value), ...four(1)])
	const gpsAt = 8 + 2 + 3 * 12 + 4 + 8
	const valuesAt = gpsAt + 2 + 4 * 12 + 4
	return bytes(
		'Exif\0\0',
		isLittle ? 'II' : 'MM',
		[...two(42), ...four(8)],
		two(3),
		entry(0x010f, 2, 8, four(8 + 2 + 3 * 12 + 4)),
		entry(0x0112, 3, 1, [...two(orientation), 0, 0]),
		entry(0x8825, 4, 1, four(gpsAt)),
		four(0),
		'Samsung\0',
		two(4),
		entry(1, 2, 2, [0x4e, 0, 0, 0]),
		entry(2, 5, 3, four(valuesAt)),
		entry(3, 2, 2, [0x45, 0, 0, 0]),
		entry(4, 5, 3, four(valuesAt + 24)),
		four(0),
		degrees(30, 3, 0),
		degrees(70, 38, 0),
	)
}
export const segment = (marker: number, content: Uint8Array) =>
	bytes([0xff, marker], number(content.length + 2, 2, false), content)

/** Returns a JPEG as a camera would have written it. */
export const withCameraMetadata = (jpeg: Uint8Array): Uint8Array<ArrayBuffer> =>
	bytes(jpeg.subarray(0, 2), segment(0xe1, exif()), jpeg.subarray(2))
