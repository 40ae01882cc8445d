import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { layOutHouseholds, mapSide, markerDistance, maxMarkers } from './lay-out-households.ts'

const home = { latitude: 30.05, longitude: 70.63 }
/** A point this many metres east and north of the first. */
const at = (east: number, north: number) => ({
	latitude: home.latitude + north / 111_320,
	longitude: home.longitude + east / (111_320 * Math.cos((home.latitude * Math.PI) / 180)),
})

describe('a map of households', () => {
	test('has north at the top, east at the right, and the same scale in both directions', () => {
		const { markers, scale } = layOutHouseholds(
			[
				{ household: 1, at: at(0, 0) },
				{ household: 2, at: at(200, 0) },
				{ household: 3, at: at(0, 200) },
			],
			null,
		)
		const [first, east, north] = markers.map(({ location }) => location)
		if (!first || !east || !north) throw new Error('a household is missing')
		expect(east.y).toBeCloseTo(first.y, 1)
		expect(north.x).toBeCloseTo(first.x, 1)
		expect(east.x - first.x).toBeGreaterThan(0)
		expect(first.y - north.y).toBeCloseTo(east.x - first.x, 0)
		// the bar has the length that it says
		expect(scale.length / scale.metres).toBeCloseTo((east.x - first.x) / 200, 2)
		expect(scale).toMatchObject({ metres: 50 })
	})
	test('one household alone is in the middle, at a scale of streets', () => {
		const { markers, scale } = layOutHouseholds([{ household: 7, at: home }], null)
		expect(markers).toMatchObject([{ household: 7, x: mapSide / 2, y: mapSide / 2 }])
		expect(scale.metres).toBe(20)
	})
	test('markers never lie on each other or outside, also for households at one point', () => {
		const random = seededRandom(4)
		for (const many of [2, 5, 12, maxMarkers])
			for (const spread of [0, 10, 1000]) {
				const households = Array.from({ length: many }, (_, i) => ({
					household: i,
					at: at(random.below(spread + 1), random.below(spread + 1)),
				}))
				const { markers } = layOutHouseholds(households, null)
				for (const [i, one] of markers.entries()) {
					expect(Math.min(one.x, one.y)).toBeGreaterThanOrEqual(22)
					expect(Math.max(one.x, one.y)).toBeLessThanOrEqual(mapSide - 22)
					for (const other of markers.slice(i + 1))
						expect(Math.hypot(one.x - other.x, one.y - other.y), `${many} in ${spread} m`).toBeGreaterThan(
							markerDistance - 2,
						)
				}
			}
	})
	test('more households than can be kept apart: the first ones are on it', () => {
		const households = Array.from({ length: 200 }, (_, i) => ({ household: i, at: at(i, i) }))
		const { markers } = layOutHouseholds(households, null)
		expect(markers.map(({ household }) => household)).toEqual(Array.from({ length: maxMarkers }, (_, i) => i))
	})
	test('the own location is on it if it is near and accurate, and does not squeeze the households', () => {
		const households = [
			{ household: 1, at: at(0, 0) },
			{ household: 2, at: at(200, 0) },
		]
		const widthWith = (here: Parameters<typeof layOutHouseholds>[1]) => {
			const [one, other] = layOutHouseholds(households, here).markers
			return (other?.location.x ?? 0) - (one?.location.x ?? 0)
		}
		const near = layOutHouseholds(households, { ...at(250, 0), accuracy: 20 })
		expect(near.own?.x).toBeGreaterThan(near.markers[1]?.location.x ?? mapSide)
		// the ring has the length of the accuracy
		expect(near.own?.radius).toBeCloseTo((20 / near.scale.metres) * near.scale.length, 5)
		// at the limit the households still have two thirds of the map
		const limit = { ...at(299, 0), accuracy: 20 }
		expect(layOutHouseholds(households, limit).own).not.toBeNull()
		expect(widthWith(limit)).toBeGreaterThan(widthWith(null) * 0.6)
		const far = layOutHouseholds(households, { ...at(9000, 0), accuracy: 20 })
		expect(far.own).toBeNull()
		expect(far.markers).toEqual(layOutHouseholds(households, null).markers)
		expect(layOutHouseholds(households, { ...at(100, 0), accuracy: 2000 }).own).toBeNull()
	})
})
