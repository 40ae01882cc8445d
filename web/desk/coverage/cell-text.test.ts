import { expect, test } from 'vitest'
import { cellText } from './cell-text.ts'

test('a count is shown with its total, a share as a whole percentage, and no value as a dash', () => {
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
