import { crc32, deflateSync } from 'node:zlib'

export type Rgb = readonly [red: number, green: number, blue: number]

/** Picture of at most 256 colours: one byte for each pixel, row by row, which is an index of `palette`. */
export interface IndexedPicture {
	readonly width: number
	readonly height: number
	readonly palette: readonly Rgb[]
	readonly pixels: Uint8Array
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** Writes a picture as PNG (W3C PNG specification, colour type 3). */
export function writePng({ width, height, palette, pixels }: IndexedPicture): Buffer {
	const header = Buffer.alloc(13)
	header.writeUInt32BE(width, 0)
	header.writeUInt32BE(height, 4)
	// bits of a pixel, and colour type
	header.set([8, 3], 8)
	// each row begins with its filter; 0: none
	const rows = Buffer.alloc(height * (width + 1))
	for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
	return Buffer.concat([
		signature,
		chunk('IHDR', header),
		chunk('PLTE', Buffer.from(palette.flat())),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	])
}

function chunk(type: string, content: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
	const length = Buffer.alloc(4)
	length.writeUInt32BE(content.length)
	const sum = Buffer.alloc(4)
	sum.writeUInt32BE(crc32(body))
	return Buffer.concat([length, body, sum])
}
