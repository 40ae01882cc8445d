import { joinBytes, utf8 } from '#shared/kernel/bytes'
import { isJpeg, jpegParts, marker } from './jpeg-parts.ts'

/*
 * Exif is a TIFF without a picture: directories of entries, of twelve bytes each, whose values are inside or
 * elsewhere. Parts of it are copied unchanged, in the camera's byte order.
 */

interface ExifEntry {
	readonly tag: number
	readonly type: number
	readonly count: number
	readonly value: Uint8Array
}

/** The Exif entries that may be kept. */
export interface ExifSubset {
	readonly isLittleEndian: boolean
	/** Orientation of the picture; null if it is upright. */
	readonly orientation: ExifEntry | null
	/** Entries of the GPS directory. */
	readonly location: readonly ExifEntry[]
}

const exifHead = utf8('Exif\0\0')
const bytesOfType = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8]
const tags = { orientation: 0x0112, place: 0x8825, lastOfPlace: 0x1f } as const
const types = { short: 3, long: 4 } as const
/** Maximum bytes of a JPEG segment's content: its length field has two bytes. */
const maxBytes = 0xffff - 2

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean =>
	start.every((byte, at) => bytes[at] === byte)

/** Parses the Exif entries of a JPEG; null if there are none. */
export function parseExif(jpeg: Uint8Array): ExifSubset | null {
	if (!isJpeg(jpeg)) return null
	for (const part of jpegParts(jpeg)) {
		const content = part.bytes.subarray(4)
		if (part.marker === marker.exif && startsWith(content, exifHead))
			return notesFrom(content.subarray(exifHead.length))
	}
	return null
}

function notesFrom(tiff: Uint8Array): ExifSubset | null {
	const isLittleEndian = startsWith(tiff, utf8('II*\0'))
	if (!isLittleEndian && !startsWith(tiff, utf8('MM\0*'))) return null
	const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length)
	if (view.byteLength < 8) return null
	const first = entriesAt(view, view.getUint32(4, isLittleEndian), isLittleEndian)
	const orientation = first.find(({ tag, type }) => tag === tags.orientation && type === types.short)
	const pointer = first.find(({ tag, type }) => tag === tags.place && type === types.long)
	const place = pointer ? entriesAt(view, numberOf(pointer, isLittleEndian), isLittleEndian) : []
	return {
		isLittleEndian,
		orientation: orientation && numberOf(orientation, isLittleEndian) > 1 ? orientation : null,
		location: place.filter(({ tag }) => tag <= tags.lastOfPlace),
	}
}

/** Returns the readable entries of a directory. */
function entriesAt(view: DataView, offset: number, isLittleEndian: boolean): ExifEntry[] {
	if (offset + 2 > view.byteLength) return []
	const entries: ExifEntry[] = []
	const count = view.getUint16(offset, isLittleEndian)
	for (let i = 0; i < count; i++) {
		const at = offset + 2 + 12 * i
		if (at + 12 > view.byteLength) break
		const type = view.getUint16(at + 2, isLittleEndian)
		const values = view.getUint32(at + 4, isLittleEndian)
		const length = (bytesOfType[type] ?? 0) * values
		const from = length > 4 ? view.getUint32(at + 8, isLittleEndian) : at + 8
		if (length === 0 || from + length > view.byteLength) continue
		entries.push({
			tag: view.getUint16(at, isLittleEndian),
			type,
			count: values,
			value: new Uint8Array(view.buffer, view.byteOffset + from, length),
		})
	}
	return entries
}

function numberOf({ type, value }: ExifEntry, isLittleEndian: boolean): number {
	const view = new DataView(value.buffer, value.byteOffset, value.length)
	return type === types.short ? view.getUint16(0, isLittleEndian) : view.getUint32(0, isLittleEndian)
}

/** Builds a JPEG segment with these entries only; null if there are none. */
export function exifPart({ isLittleEndian, orientation, location: place }: ExifSubset): Uint8Array | null {
	if (!orientation && place.length === 0) return null
	const start = 8
	const count = (orientation ? 1 : 0) + (place.length > 0 ? 1 : 0)
	const placeAt = start + bytesOfDirectory(count)
	const pointer: ExifEntry = {
		tag: tags.place,
		type: types.long,
		count: 1,
		value: numeral(placeAt, 4, isLittleEndian),
	}
	const first = [...(orientation ? [orientation] : []), ...(place.length > 0 ? [pointer] : [])]
	const content = joinBytes([
		exifHead,
		utf8(isLittleEndian ? 'II' : 'MM'),
		numeral(42, 2, isLittleEndian),
		numeral(start, 4, isLittleEndian),
		directory(first, start, isLittleEndian),
		...(place.length > 0 ? [directory(place, placeAt, isLittleEndian)] : []),
	])
	if (content.length > maxBytes) return null
	return joinBytes([new Uint8Array([0xff, marker.exif]), numeral(content.length + 2, 2, false), content])
}

const bytesOfDirectory = (count: number): number => 2 + 12 * count + 4

/** Builds a directory at offset `start`, with the longer values after it. */
function directory(entries: readonly ExifEntry[], start: number, isLittleEndian: boolean): Uint8Array {
	let behind = start + bytesOfDirectory(entries.length)
	const written = entries.map(({ tag, type, count, value }) => {
		const isInside = value.length <= 4
		// values begin at even bytes
		const room = new Uint8Array(isInside ? 4 : value.length + (value.length % 2))
		room.set(value)
		const entry = joinBytes([
			numeral(tag, 2, isLittleEndian),
			numeral(type, 2, isLittleEndian),
			numeral(count, 4, isLittleEndian),
			isInside ? room : numeral(behind, 4, isLittleEndian),
		])
		if (!isInside) behind += room.length
		return { entry, after: isInside ? new Uint8Array() : room }
	})
	return joinBytes([
		numeral(entries.length, 2, isLittleEndian),
		...written.map(({ entry }) => entry),
		numeral(0, 4, isLittleEndian),
		...written.map(({ after }) => after),
	])
}

function numeral(value: number, length: 2 | 4, isLittleEndian: boolean): Uint8Array {
	const bytes = new Uint8Array(length)
	const view = new DataView(bytes.buffer)
	if (length === 2) view.setUint16(0, value, isLittleEndian)
	else view.setUint32(0, value, isLittleEndian)
	return bytes
}
