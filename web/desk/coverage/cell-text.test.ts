import { expect, test } from 'vitest'
import { cellText } from './cell-text.ts'

test('a number is written with what it is of, a share as a whole percentage, and nothing as nothing', () => {
	expect(cellText('en', { kind: 'count', count: 1200, target: 3000 })).toBe('1,200 / 3,000')
	expect(cellText('en', { kind: 'count', count: 5 })).toBe('5')
	expect(cellText('en', { kind: 'share', of: 3, share: 2 / 3, hasSmallBase: true })).toBe('67%')
	for (const blank of [
		{ kind: 'count', count: null },
		{ kind: 'share', of: 0, share: null, hasSmallBase: true },
		{ kind: 'day', day: null, latest: null },
		{ kind: 'time', time: null },
	] as const)
		expect(cellText('en', blank)).toBe('')
})
