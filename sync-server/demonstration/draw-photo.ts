import { utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import { type Rgb, writePng } from './write-png.ts'

const [width, height] = [640, 440]
/** Height at which the street begins. */
const ground = 330

/** Letters of 5 × 7 points, row by row, a bit for each point. */
const letters: Readonly<Record<string, readonly number[]>> = {
	D: [30, 17, 17, 17, 17, 17, 30],
	E: [31, 16, 16, 30, 16, 16, 31],
	M: [17, 27, 21, 21, 17, 17, 17],
	O: [14, 17, 17, 17, 17, 17, 14],
	N: [17, 25, 21, 19, 17, 17, 17],
	S: [15, 16, 16, 14, 1, 1, 30],
	T: [31, 4, 4, 4, 4, 4, 4],
	R: [30, 17, 17, 30, 20, 18, 17],
	A: [14, 17, 17, 31, 17, 17, 17],
	I: [14, 4, 4, 4, 4, 4, 14],
}
const [letterWidth, letterHeight] = [5, 7]

const sky: Rgb = [190, 216, 232]
const street: Rgb = [142, 136, 126]
const kerb: Rgb = [205, 198, 184]
const shade: Rgb = [74, 66, 58]
const glass: Rgb = [120, 150, 166]
const cloth: Rgb = [250, 248, 240]
const walls: readonly Rgb[] = [
	[214, 190, 152],
	[196, 150, 116],
	[222, 208, 180],
	[178, 164, 148],
	[204, 172, 140],
]
const inks: readonly Rgb[] = [
	[20, 84, 64],
	[120, 32, 40],
	[30, 60, 120],
]
const palette = [sky, street, kerb, shade, glass, cloth, ...walls, ...inks]

/** Draws a rectangle: its left upper corner, width and height. */
type Draw = (colour: Rgb, at: readonly [x: number, y: number, w: number, h: number]) => void

/**
 * Draws the photo of a record: a streamer across a street of houses, with the word DEMONSTRATION. The same record
 * has the same photo, and another one another: two records with one photo are flagged.
 */
export function drawPhoto(record: string): Buffer {
	const random = seededRandom(Buffer.from(digest(utf8(record))).readUInt32BE())
	const pixels = new Uint8Array(width * height)
	const draw: Draw = (colour, [x, y, w, h]) => {
		const index = palette.indexOf(colour)
		for (let row = Math.max(0, y); row < Math.min(height, y + h); row++)
			pixels.fill(index, row * width + Math.max(0, x), row * width + Math.min(width, x + w))
	}
	draw(sky, [0, 0, width, ground])
	draw(kerb, [0, ground, width, 14])
	draw(street, [0, ground + 14, width, height])
	for (let x = -random.below(60); x < width; ) x += drawHouse(draw, x, random)
	drawStreamer(draw, random)
	return writePng({ width, height, palette, pixels })
}

/** Draws a house on the street. Returns its width. */
function drawHouse(draw: Draw, x: number, random: SeededRandom): number {
	const [w, h] = [110 + random.below(70), 110 + random.below(90)]
	draw(random.pick(walls), [x, ground - h, w, h])
	draw(shade, [x, ground - h, w, 5])
	draw(shade, [x, ground - h, 2, h])
	const door = x + 14 + random.below(w - 60)
	draw(shade, [door, ground - 58, 30, 58])
	for (let y = ground - h + 18; y < ground - 92; y += 44)
		for (let window = x + 16; window < x + w - 30; window += 42) draw(glass, [window, y, 22, 26])
	return w
}

function drawStreamer(draw: Draw, random: SeededRandom): void {
	const text = 'DEMONSTRATION'
	const scale = 6
	const [w, h] = [text.length * (letterWidth + 1) * scale + 30, letterHeight * scale + 34]
	const x = Math.floor((width - w) / 2) + random.below(31) - 15
	const y = 54 + random.below(70)
	const ink = random.pick(inks)
	for (const pole of [x - 6, x + w]) draw(shade, [pole, y - 16, 6, ground - y + 16])
	draw(cloth, [x, y, w, h])
	draw(ink, [x, y, w, 6])
	draw(ink, [x, y + h - 6, w, 6])
	for (const [k, letter] of [...text].entries())
		for (const [row, bits] of (letters[letter] ?? []).entries())
			for (let column = 0; column < letterWidth; column++)
				if ((bits >> (letterWidth - 1 - column)) & 1) {
					const left = x + 15 + (k * (letterWidth + 1) + column) * scale
					draw(ink, [left, y + 17 + row * scale, scale, scale])
				}
}
