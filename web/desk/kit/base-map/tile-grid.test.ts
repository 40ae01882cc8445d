import { expect, test } from 'vitest'
import { projectionOf } from '../charts/projection.ts'
import { chooseZoom, listTiles, overlaps, placeTile } from './tile-grid.ts'

/** Around Dera Ghazi Khan. */
const { world, width, height, place } = projectionOf(
	[
		[69.9, 29.6],
		[70.9, 31.3],
	],
	640,
)
const all = { x: 0, y: 0, width, height }

test('a tile is where its corner is on the map', () => {
	// west edge of column 356 of 512: 356 / 512 × 360° − 180°; north edge of row 210 as atan(sinh(π (1 − 2 × 210 / 512)))
	const [west, north] = [70.3125, 30.75127776]
	const { left, top, size } = placeTile({ z: 9, x: 356, y: 210 }, world)
	const [x, y] = place([west, north])
	expect(left).toBeCloseTo(x, 3)
	expect(top).toBeCloseTo(y, 3)
	expect(left + size).toBeCloseTo(place([71.015625, north])[0], 3)
})
test('the tiles of a view cover it, and nothing else', () => {
	const tiles = listTiles(world, all, 9, 100)
	expect(tiles).toContainEqual({ z: 9, x: 356, y: 210 })
	const placed = tiles.map((id) => placeTile(id, world))
	expect(placed.every((each) => overlaps(each, all))).toBe(true)
	expect(Math.min(...placed.map(({ left }) => left))).toBeLessThanOrEqual(0)
	expect(Math.max(...placed.map(({ left, size }) => left + size))).toBeGreaterThanOrEqual(width)
	expect(Math.min(...placed.map(({ top }) => top))).toBeLessThanOrEqual(0)
	expect(Math.max(...placed.map(({ top, size }) => top + size))).toBeGreaterThanOrEqual(height)
	expect(new Set(tiles.map(({ x, y }) => `${x} ${y}`)).size).toBe(tiles.length)
	// a part of the view needs fewer
	const part = listTiles(world, { x: 300, y: 300, width: 10, height: 10 }, 9, 100)
	expect(part.length).toBeLessThan(tiles.length)
})
test('an archive with small tiles only is not loaded tile by tile for a large map', () => {
	expect(listTiles(world, all, 14, 100)).toEqual([])
})
test('no tile is outside of the world', () => {
	const whole = { x: world.x - 1000, y: world.y - 1000, width: world.size + 2000, height: world.size + 2000 }
	expect(listTiles(world, whole, 1, 100)).toHaveLength(4)
})
test.each([
	['about the pixels of a tile', 256 * 2 ** 9, { minZoom: 0, maxZoom: 14 }, 9],
	['enlarged by less than half', 256 * 2 ** 9.4, { minZoom: 0, maxZoom: 14 }, 9],
	['reduced by less than half', 256 * 2 ** 9.6, { minZoom: 0, maxZoom: 14 }, 10],
	['the last level of the archive', 256 * 2 ** 12, { minZoom: 0, maxZoom: 8 }, 8],
	['the first level of the archive', 256 * 2 ** 3, { minZoom: 5, maxZoom: 8 }, 5],
] as const)('the zoom level has %s', (_, pixels, zooms, zoom) => {
	expect(chooseZoom(pixels, 256, zooms)).toBe(zoom)
})
