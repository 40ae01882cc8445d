/** A JPEG segment: marker, length and content. A start-of-scan segment includes its pixels. */
export interface JpegPart {
	readonly marker: number
	readonly bytes: Uint8Array
}

export const startOfPicture = new Uint8Array([0xff, 0xd8])
export const endOfPicture = new Uint8Array([0xff, 0xd9])
export const marker = { scan: 0xda, end: 0xd9, jfif: 0xe0, exif: 0xe1, color: 0xe2, adobe: 0xee } as const

export const isJpeg = (bytes: Uint8Array): boolean =>
	bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff

/**
 * Returns the segments between the start and the end of a JPEG, without anything that cameras append after
 * its end (a short video, a second picture). If the picture was cut or damaged: the segments before the
 * damage.
 */
export function jpegParts(bytes: Uint8Array): JpegPart[] {
	const parts: JpegPart[] = []
	let at = startOfPicture.length
	while (at < bytes.length) {
		// any number of FF may precede a marker
		while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
		const kind = bytes[at + 1]
		if (bytes[at] !== 0xff || kind === undefined || kind === marker.end) break
		const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
		let end = at + 2 + length
		if (length < 2 || end > bytes.length) break
		if (kind === marker.scan) end = endOfPixels(bytes, end)
		parts.push({ marker: kind, bytes: bytes.subarray(at, end) })
		at = end
	}
	return parts
}

/** Finds the end of the pixels: inside, FF is followed by 0 or by a restart marker (D0 to D7). */
function endOfPixels(bytes: Uint8Array, from: number): number {
	for (let at = from; at < bytes.length; at++) {
		if (bytes[at] !== 0xff) continue
		const next = bytes[at + 1] ?? 0
		if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
	}
	return bytes.length
}
