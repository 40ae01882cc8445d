import { expect, test } from 'vitest'
import { describeDirection } from './directions.ts'

const here = { latitude: 30, longitude: 70 }

test.each([
	['30.01 70', 'n', 1113],
	['30.01 70.0115', 'ne', 1571],
	['30 70.01', 'e', 964],
	['29.99 70', 's', 1113],
	['30.01 69.9999', 'n', 1113],
	['30 69.99', 'w', 964],
])('the direction to %s is %s', (centre, direction, metres) => {
	const way = describeDirection(centre, here)
	expect(way?.direction).toBe(direction)
	expect(Math.round(way?.metres ?? 0)).toBe(metres)
})
test('there is no direction at the destination, or without a location', () => {
	expect(describeDirection('30.0002 70', here)?.direction).toBeNull()
	expect(describeDirection('Taunsa', here)).toBeNull()
})
