import { expect, test } from 'vitest'
import { formatDuration } from './format-duration.ts'

test('a time in a discussion has one format on phone and desk', () => {
	expect([0, 65_900, 3_599_000, 3_909_000].map(formatDuration)).toEqual(['0:00', '1:05', '59:59', '1:05:09'])
})
