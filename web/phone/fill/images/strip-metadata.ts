import { type Bytes, joinBytes, utf8 } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { type ExifSubset, exifPart, parseExif } from './exif.ts'
import { endOfPicture, isJpeg, type JpegPart, jpegParts, marker, startOfPicture } from './jpeg-parts.ts'

/*
 * Cameras and apps write location, time and phone into many parts of a picture: Exif, XMP, IPTC, maker notes,
 * comments, a second picture after the first. So there is a list of what stays, not of what goes: the pixels
 * and what is needed to show them, byte for byte.
 */

/** Bytes of a file's head that identify the types whose location can be removed. */
export const bytesOfHead = 12
export const isCleanable = (head: Uint8Array): boolean => isJpeg(head) || isPng(head) || isWebp(head)

/**
 * Returns a picture without its metadata; any other file unchanged.
 * @throws Problem `picture-unreadable` for a picture without pixels
 */
export function stripMetadata(bytes: Bytes): Bytes {
	if (isJpeg(bytes)) return jpegWithoutPlace(bytes)
	if (isPng(bytes)) return pngWithoutPlace(bytes)
	return isWebp(bytes) ? webpWithoutPlace(bytes) : bytes
}

/** Copies the location, and nothing else, from the original into a redrawn JPEG. */
export function copyLocation(original: Bytes, redrawn: Bytes): Bytes {
	const notes = parseExif(original)
	return notes ? joinJpeg({ ...notes, orientation: null }, jpegParts(redrawn)) : redrawn
}

/** Keeps the orientation: without it the picture could be shown on its side. */
function jpegWithoutPlace(bytes: Bytes): Bytes {
	const shown = jpegParts(bytes).filter(isShown)
	if (!shown.some((part) => part.marker === marker.scan)) throw new Problem('picture-unreadable')
	const notes = parseExif(bytes)
	return joinJpeg(notes && { ...notes, location: [] }, shown)
}

function joinJpeg(notes: ExifSubset | null, parts: readonly JpegPart[]): Bytes {
	const exif = notes && exifPart(notes)
	return joinBytes([
		startOfPicture,
		...(exif ? [exif] : []),
		...parts.map((part) => part.bytes),
		endOfPicture,
	])
}

const comment = 0xfe
const isOfApp = (kind: number) => kind >= 0xe0 && kind <= 0xef
const needed: readonly (readonly [kind: number, name: string])[] = [
	[marker.jfif, 'JFIF\0'],
	[marker.color, 'ICC_PROFILE\0'],
	[marker.adobe, 'Adobe'],
]
const isShown = ({ marker: kind, bytes }: JpegPart): boolean =>
	kind !== comment && (!isOfApp(kind) || needed.some(([of, name]) => of === kind && hasAt(bytes, 4, name)))

const hasAt = (bytes: Uint8Array, at: number, text: string): boolean =>
	utf8(text).every((byte, i) => bytes[at + i] === byte)

interface Chunk {
	readonly type: string
	readonly bytes: Uint8Array
}
interface ChunkHead {
	readonly type: string
	/** Size of the chunk, bytes. */
	readonly size: number
}
const typeAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

/** Returns the readable chunks; the last may have been cut. */
function chunksFrom(bytes: Uint8Array, start: number, read: (at: number) => ChunkHead): Chunk[] {
	const chunks: Chunk[] = []
	for (let at = start; at + 8 <= bytes.length; ) {
		const { type, size } = read(at)
		chunks.push({ type, bytes: bytes.subarray(at, at + size) })
		at += size
	}
	return chunks
}
/** @throws Problem `picture-unreadable` */
function allowedChunks(chunks: readonly Chunk[], allowedTypes: RegExp, pixelTypes: RegExp): Chunk[] {
	const allowed = chunks.filter(({ type }) => allowedTypes.test(type))
	if (!allowed.some(({ type }) => pixelTypes.test(type))) throw new Problem('picture-unreadable')
	return allowed
}

const pngHead = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const isPng = (bytes: Uint8Array) => pngHead.every((byte, at) => bytes[at] === byte)
const shownInPng =
	/^(IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|cICP|mDCV|cLLI|sBIT|bKGD|hIST|sPLT|pHYs|acTL|fcTL|fdAT)$/

function pngWithoutPlace(bytes: Bytes): Bytes {
	const chunks = chunksFrom(bytes, pngHead.length, (at) => ({
		type: typeAt(bytes, at + 4),
		size: 12 + viewOf(bytes).getUint32(at),
	}))
	const end = chunks.findIndex(({ type }) => type === 'IEND')
	const shown = allowedChunks(end < 0 ? chunks : chunks.slice(0, end + 1), shownInPng, /^IDAT$/)
	return joinBytes([pngHead, ...shown.map((chunk) => chunk.bytes)])
}

const isWebp = (bytes: Uint8Array) => hasAt(bytes, 0, 'RIFF') && hasAt(bytes, 8, 'WEBP')
const shownInWebp = /^(VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP)$/
/** Header flags for Exif and XMP. */
const flagsOfNotes = 0x08 | 0x04

function webpWithoutPlace(bytes: Bytes): Bytes {
	const whole = bytes.subarray(0, viewOf(bytes).getUint32(4, true) + 8)
	const chunks = chunksFrom(whole, 12, (at) => {
		const length = viewOf(whole).getUint32(at + 4, true)
		return { type: typeAt(whole, at), size: 8 + length + (length % 2) }
	})
	const shown = joinBytes(
		allowedChunks(chunks, shownInWebp, /^(VP8 |VP8L|ANMF)$/).map((chunk) => chunk.bytes),
	)
	const head = whole.slice(0, 12)
	viewOf(head).setUint32(4, shown.length + 4, true)
	if (typeAt(shown, 0) === 'VP8X' && shown.length > 8) shown[8] = (shown[8] ?? 0) & ~flagsOfNotes
	return joinBytes([head, shown])
}
