import { expect, test } from 'vitest'
import { projectionOf, scaleBar } from './projection.ts'

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
	expect([x, y]).toEqual([200, projection.height / 2])
	const north = projection.place([70.1, 30.05 + kilometre])
	const east = projection.place([70.1 + kilometre / Math.cos((30.05 * Math.PI) / 180), 30.05])
	expect(y - north[1]).toBeCloseTo(projection.ofMetres(1000), 6)
	expect(east[0] - x).toBeCloseTo(projection.ofMetres(1000), 6)
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
