import { expect, test } from 'vitest'
import { mercatorOf, projectionOf, scaleBar } from './projection.ts'

test('a kilometre has the same length eastwards and northwards, and north is up', () => {
	const projection = projectionOf(
		[
			[70, 30],
			[70.2, 30.1],
		],
		400,
	)
	const kilometre = 1000 / 111_195
	const [x, y] = projection.place([70.1, 30.05])
	expect(x).toBeCloseTo(200)
	expect(y).toBeCloseTo(projection.height / 2, 1)
	const north = projection.place([70.1, 30.05 + kilometre])
	const east = projection.place([70.1 + kilometre / Math.cos((30.05 * Math.PI) / 180), 30.05])
	expect(y - north[1]).toBeCloseTo(projection.ofMetres(1000, 30.05), 2)
	expect(east[0] - x).toBeCloseTo(projection.ofMetres(1000, 30.05), 2)
})
test.each([
	// zoom level, column and row as in the formulas of OpenStreetMap: https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames
	['Islamabad', [73.0479, 33.6844], [10, 719, 410]],
	['Gwadar', [62.3225, 25.1264], [10, 689, 438]],
	['Karachi', [67.0011, 24.8607], [14, 11241, 7023]],
	['the middle of the world', [0, 0], [1, 1, 1]],
	['the north-west corner', [-180, 85.0511287798], [8, 0, 0]],
] as const)('%s is in its tile of web Mercator', (_, [east, north], [zoom, column, row]) => {
	const [x, y] = mercatorOf([east, north])
	expect([x, y].map((each) => Math.floor(each * 2 ** zoom + 1e-9))).toEqual([column, row])
})
test('a map is a part of the square of web Mercator', () => {
	const { world, place } = projectionOf(
		[
			[61, 24],
			[77, 37],
		],
		400,
	)
	for (const point of [
		[61, 24],
		[68, 30],
		[77, 37],
	] as const) {
		const [x, y] = mercatorOf([...point])
		const [left, top] = place([...point])
		expect(left).toBeCloseTo(world.x + x * world.size, 9)
		expect(top).toBeCloseTo(world.y + y * world.size, 9)
	}
	expect(place([61, 24])[0]).toBeCloseTo(8)
	expect(place([77, 37])[0]).toBeCloseTo(392)
})
test('a kilometre is drawn longer in the north', () => {
	const { ofMetres } = projectionOf(
		[
			[61, 24],
			[77, 37],
		],
		400,
	)
	expect(ofMetres(1000, 37) / ofMetres(1000, 24)).toBeCloseTo(
		Math.cos((24 * Math.PI) / 180) / Math.cos((37 * Math.PI) / 180),
	)
})
test('all points are inside, also for a tall area and a single point', () => {
	for (const points of [
		[
			[70, 25],
			[70.1, 35],
		],
		[[70, 30]],
	] as const) {
		const projection = projectionOf(
			points.map(([x, y]) => [x, y]),
			340,
			2000,
		)
		for (const [x, y] of points) {
			const [left, top] = projection.place([x, y])
			expect(left).toBeGreaterThanOrEqual(0)
			expect(left).toBeLessThanOrEqual(340)
			expect(top).toBeGreaterThanOrEqual(0)
			expect(top).toBeLessThanOrEqual(projection.height)
		}
		expect(projection.height).toBeLessThanOrEqual(340)
	}
})
test('the scale bar has a round length, and at most a third of the width', () => {
	const projection = projectionOf(
		[
			[70, 30],
			[70.5, 30.4],
		],
		400,
	)
	const { metres, length } = scaleBar(projection)
	expect(metres).toBe(10_000)
	expect(length).toBeCloseTo(projection.ofMetres(metres))
	expect(length).toBeLessThanOrEqual(400 / 3)
})
