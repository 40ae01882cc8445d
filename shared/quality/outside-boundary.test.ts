import { describe, expect, test } from 'vitest'
import { metresOutsideBoundary } from './outside-boundary.ts'

/** A square of whole degrees, from its south-west corner. */
const square = (east: number, north: number, side: number): [number, number][] => [
	...([
		[east, north],
		[east + side, north],
		[east + side, north + side],
		[east, north + side],
		[east, north],
	] satisfies [number, number][]),
]

describe('a location and the boundary of a district', () => {
	const boundary = [square(70, 30, 4)]
	test('inside it the distance is zero', () => {
		expect(metresOutsideBoundary([31, 71], boundary)).toBe(0)
		expect(metresOutsideBoundary([33.999, 70.001], boundary)).toBe(0)
	})
	test('outside it the distance is to the nearest edge or corner', () => {
		expect(metresOutsideBoundary([29.9, 72], boundary)).toBeCloseTo(11_119.5, 0)
		// a degree of longitude is shorter there
		expect(metresOutsideBoundary([32, 74.1], boundary) / 11_119.5).toBeCloseTo(
			Math.cos((32 * Math.PI) / 180),
			3,
		)
		expect(metresOutsideBoundary([29.9, 69.9], boundary)).toBeGreaterThan(11_119.5 * 1.3)
	})
	test('in a hole the distance is to the edge of the hole', () => {
		const holed = [...boundary, square(71, 31, 1)]
		expect(metresOutsideBoundary([31.9, 71.5], holed)).toBeCloseTo(11_119.5, 0)
		expect(metresOutsideBoundary([30.5, 70.5], holed)).toBe(0)
	})
	test('a district of several parts contains all of them, and not the sea between', () => {
		const parts = [square(70, 30, 1), square(72, 30, 1)]
		expect(metresOutsideBoundary([30.5, 70.5], parts)).toBe(0)
		expect(metresOutsideBoundary([30.5, 72.5], parts)).toBe(0)
		const between = metresOutsideBoundary([30.5, 71.9], parts)
		expect(between / 11_119.5).toBeCloseTo(Math.cos((30.5 * Math.PI) / 180), 3)
	})
	test('an open ring is closed', () => {
		expect(metresOutsideBoundary([31, 71], [square(70, 30, 4).slice(0, -1)])).toBe(0)
	})
	test('without a boundary nothing is outside', () => {
		expect(metresOutsideBoundary([31, 71], [])).toBe(0)
	})
})
