import { expect, onTestFinished, test, vi } from 'vitest'
import { dayIn, formatLineNumbers, monthIn, numberIn } from './formats.ts'

test('a list that is complete ends without an ellipsis, and a shortened one with it', () => {
	expect(formatLineNumbers('en', [6, 7], 2)).toBe('6, 7')
	expect(formatLineNumbers('en', [6, 1007], 3)).toBe('6, 1,007 …')
})

test('a format of one language or of other options is not used for another', () => {
	expect(numberIn('en', 0.25)).toBe('0.25')
	expect(numberIn('en', 0.25, { style: 'percent' })).toBe('25%')
	expect(numberIn('en', 0.25)).toBe('0.25')
	expect(monthIn('en', '2025-05')).toBe('May 2025')
	expect(monthIn('ur', '2025-05')).toBe('مئی 2025')
	expect(monthIn('sd', '2025-05')).toBe('مئي 2025')
})

test('a day of another year says the year, by the clock of Pakistan', () => {
	onTestFinished(() => void vi.useRealTimers())
	vi.useFakeTimers({ now: Date.parse('2025-12-31T20:00:00Z') })
	expect(dayIn('en', '2026-01-02')).toBe('2 Jan')
	expect(dayIn('en', '2025-12-31')).toBe('31 Dec 2025')
})
