import { expect, test } from 'vitest'
import { utf8 } from '#shared/kernel/bytes'
import { bytes, exif, number, segment, withCameraMetadata } from '#shared/testing/exif'
import { parseExif } from './exif.ts'
import { canContainLocation, getDetectedExtension } from './may-contain-location.ts'
import { copyLocation, isCleanable, stripMetadata } from './strip-metadata.ts'

const text = (from: Uint8Array) => String.fromCharCode(...from)

const tables = segment(0xdb, bytes([0, 16, 11]))
const color = segment(0xe2, bytes('ICC_PROFILE\0', [1, 1, 7, 7]))
const jfif = segment(0xe0, bytes('JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0]))
// a pixel that is FF, a restart marker, and a second scan whose table looks like an end
const pixels = bytes(
	segment(0xda, bytes([1, 1, 0, 0, 63, 0])),
	[0x12, 0xff, 0, 0xff, 0xd0, 0x34],
	segment(0xc4, bytes([0xff, 0xd9])),
	segment(0xda, bytes([1, 1, 0, 0, 63, 0])),
	[0x56],
)
const start = [0xff, 0xd8]
const end = [0xff, 0xd9]
const plainJpeg = bytes(start, jfif, color, tables, pixels, end)
const jpegWith = (...notes: Uint8Array[]) => bytes(start, jfif, ...notes, color, tables, pixels, end)

test('a JPEG keeps its pixels and loses all metadata that can contain a location', () => {
	const corners = [
		segment(0xe1, exif()),
		segment(0xe1, bytes('http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>30,3N</exif:GPSLatitude>')),
		segment(0xe2, bytes('MPF\0', [1, 2, 3])),
		segment(0xeb, bytes('JP', [0, 1], 'place')),
		segment(0xed, bytes('Photoshop 3.0\0', 'Dera Ghazi Khan')),
		segment(0xfe, bytes('at the school')),
	]
	// and a video with its own location after the end
	const taken = bytes(jpegWith(...corners), 'ftypmp42 +30.05+070.63/')
	expect(text(stripMetadata(taken))).toBe(text(plainJpeg))
	expect(text(stripMetadata(withCameraMetadata(plainJpeg)))).toBe(text(plainJpeg))
	expect(text(stripMetadata(plainJpeg))).toBe(text(plainJpeg))
})
test.each([true, false])('a rotated JPEG keeps its orientation, and nothing else (%s)', (isLittle) => {
	const clean = stripMetadata(jpegWith(segment(0xe1, exif({ isLittle, orientation: 6 }))))
	const notes = parseExif(clean)
	expect(notes?.orientation?.value.reduce((sum, byte) => sum + byte)).toBe(6)
	expect(notes?.location).toEqual([])
	expect(text(clean)).not.toMatch(/Samsung/)
	expect(clean.length).toBe(plainJpeg.length + 4 + 6 + 8 + 2 + 12 + 4)
})
test.each([true, false])(
	'if the form requests it, a re-encoded JPEG keeps its location, and only that (%s)',
	(isLittle) => {
		const original = jpegWith(segment(0xe1, exif({ isLittle, orientation: 6 })))
		const copied = copyLocation(original, plainJpeg)
		const place = parseExif(copied)?.location
		expect(place).toEqual(parseExif(original)?.location)
		expect(place?.map(({ tag, value }) => [tag, value.length])).toEqual([
			[1, 2],
			[2, 24],
			[3, 2],
			[4, 24],
		])
		expect(text(copied)).not.toMatch(/Samsung/)
		expect(parseExif(copied)?.orientation).toBeNull()
		// with the location removed again, the redrawn picture is unchanged
		expect(text(stripMetadata(copied))).toBe(text(plainJpeg))
	},
)
test('a photo without a location gets none', () => {
	expect(text(copyLocation(plainJpeg, plainJpeg))).toBe(text(plainJpeg))
	expect(text(copyLocation(bytes('no picture'), plainJpeg))).toBe(text(plainJpeg))
	expect(text(copyLocation(jpegWith(segment(0xe1, bytes('Exif\0\0MM'))), plainJpeg))).toBe(text(plainJpeg))
})

const chunk = (type: string, content: string) =>
	bytes(number(content.length, 4, false), type, content, [1, 2, 3, 4])
const pngHead = bytes([0x89], 'PNG\r\n', [0x1a], '\n')
const plainPng = bytes(
	pngHead,
	chunk('IHDR', '0123456789012'),
	chunk('tRNS', '1'),
	chunk('IDAT', 'pixels'),
	chunk('IEND', ''),
)

test('a PNG loses its Exif, its texts and trailing data', () => {
	const taken = bytes(
		pngHead,
		chunk('IHDR', '0123456789012'),
		chunk('eXIf', 'place'),
		chunk('tEXt', 'Location\0here'),
		chunk('tRNS', '1'),
		chunk('iTXt', 'XML:com.adobe.xmp'),
		chunk('zTXt', 'place'),
		chunk('IDAT', 'pixels'),
		chunk('tIME', '1234567'),
		chunk('IEND', ''),
		'place',
	)
	expect(text(stripMetadata(taken))).toBe(text(plainPng))
})

const riff = (...chunks: Uint8Array[]) => {
	const content = bytes(...chunks)
	return bytes('RIFF', number(content.length + 4, 4, true), 'WEBP', content)
}
const piece = (type: string, content: number[]) =>
	bytes(type, number(content.length, 4, true), content, content.length % 2 ? [0] : [])
const lossy = piece('VP8 ', [1, 2, 3])

test('a WebP loses its Exif and XMP, and the flags for them', () => {
	const extended = (flags: number) => piece('VP8X', [flags, 0, 0, 0, 1, 0, 0, 1, 0, 0])
	const taken = riff(extended(0x3c), piece('ICCP', [9]), lossy, piece('EXIF', [1, 2, 3]), piece('XMP ', [5]))
	expect(text(stripMetadata(bytes(taken, 'place')))).toBe(
		text(riff(extended(0x30), piece('ICCP', [9]), lossy)),
	)
	expect(text(stripMetadata(riff(lossy)))).toBe(text(riff(lossy)))
})

test('a file that is no image is unchanged', () => {
	for (const each of ['', '%PDF-1.4 Exif', 'RIFF1234WAVE', '\u0089PN']) {
		const file = bytes(each)
		expect(isCleanable(file)).toBe(false)
		expect(stripMetadata(file)).toBe(file)
	}
})
test('an image truncated anywhere is clean or refused', () => {
	const pictures = [
		jpegWith(segment(0xe1, exif({ orientation: 6 }))),
		bytes(
			pngHead,
			chunk('IHDR', '0123456789012'),
			chunk('IDAT', 'pixels'),
			chunk('eXIf', 'Samsung'),
			chunk('IEND', ''),
		),
		riff(lossy, piece('EXIF', [...utf8('Samsung')])),
	]
	let refused = 0
	for (const picture of pictures)
		for (let length = 12; length < picture.length; length++)
			try {
				expect(text(stripMetadata(picture.slice(0, length)))).not.toMatch(/Sams|GPS/)
			} catch (thrown) {
				expect(thrown).toMatchObject({ code: 'picture-unreadable' })
				refused++
			}
	expect(refused).toBeGreaterThan(100)
})
test('an image with any damaged byte is clean or refused', () => {
	const picture = jpegWith(segment(0xe1, exif({ orientation: 6 })))
	for (let at = 3; at < picture.length; at++)
		for (const value of [0, 0x7f, 0xff]) {
			const damaged = picture.slice()
			damaged[at] = value
			// the picture was redrawn all the same: at most its location is missing
			expect(text(copyLocation(damaged, plainJpeg))).toContain(text(pixels))
			try {
				stripMetadata(damaged)
			} catch (thrown) {
				expect(thrown).toMatchObject({ code: 'picture-unreadable' })
			}
		}
})

test('a file that may contain its location is detected by its extension, and stored with one that says so', () => {
	const heic = bytes([0, 0, 0, 24], 'ftypheic')
	expect(getDetectedExtension('jpg', heic)).toBe('heic')
	expect(getDetectedExtension('heif', heic)).toBe('heif')
	expect(getDetectedExtension('', bytes([0, 0, 0, 24], 'ftypisom'))).toBe('mp4')
	expect(getDetectedExtension('', bytes('MM\0*12345678'))).toBe('tif')
	expect(getDetectedExtension('pdf', bytes('%PDF-1.4 ftyp'))).toBe('pdf')
	expect(['heic', 'mov', 'jpg', 'pdf', ''].map(canContainLocation)).toEqual([true, true, false, false, false])
})
