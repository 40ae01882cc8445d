import { describe, expect, test } from 'vitest'
import { dayPartOf, nextVisit, parseVisits } from './visits.ts'

describe('visits to a household', () => {
	const visits = (log: string) => parseVisits(log)
	test('are read from the log of the interview', () => {
		expect(visits('1 2026-11-25T10:00 nobody; 2 2026-11-26T17:30 contacted')).toEqual([
			{ number: 1, time: '2026-11-25T10:00', outcome: 'nobody' },
			{ number: 2, time: '2026-11-26T17:30', outcome: 'contacted' },
		])
		expect(visits('')).toEqual([])
	})
	test.each([
		['2026-11-25T11:59', 'morning'],
		['2026-11-25T12:00', 'afternoon'],
		['2026-11-25T16:00', 'evening'],
	])('%s is in the %s', (time, part) => {
		expect(dayPartOf(time)).toBe(part)
	})
	test('the first one is number 1', () => {
		expect(nextVisit([], '2026-11-25T10:00')).toEqual({ number: 1, repeats: null })
	})
	test('within an hour it is the same visit', () => {
		const one = visits('1 2026-11-25T10:00 nobody')
		expect(nextVisit(one, '2026-11-25T10:59')).toEqual({ number: 1, repeats: 'too-soon' })
		expect(nextVisit(one, '2026-11-25T11:00')).toEqual({ number: 2, repeats: null })
	})
	test('three at one time of day are two', () => {
		const two = visits('1 2026-11-25T09:00 nobody; 2 2026-11-26T10:00 nobody')
		expect(nextVisit(two, '2026-11-27T09:30')).toEqual({ number: 2, repeats: 'same-time-of-day' })
		expect(nextVisit(two, '2026-11-27T17:00')).toEqual({ number: 3, repeats: null })
	})
	test('there is no fourth', () => {
		const three = visits('1 2026-11-25T09:00 nobody; 2 2026-11-26T13:00 nobody; 3 2026-11-27T17:00 nobody')
		expect(nextVisit(three, '2026-11-28T17:00')).toEqual({ number: 3, repeats: 'all-made' })
	})
})
