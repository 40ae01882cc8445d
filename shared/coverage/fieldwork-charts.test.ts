import { describe, expect, test } from 'vitest'
import { hourOfWeek } from '../study/study-day.ts'
import {
	countMinutes,
	type DailyCompletions,
	isOddHour,
	needed,
	outsideOf,
	spreadOf,
} from './fieldwork-charts.ts'

describe('a spread', () => {
	test('is that of the values one by one, wherever quarters fall', () => {
		// quantile(c(2, 3, 3, 6, 9), type = 7) of R
		expect(spreadOf(Object.entries({ 9: 1, 3: 2, 2: 1, 6: 1 }).map(([a, b]) => [Number(a), b]))).toEqual({
			of: 5,
			least: 2,
			low: 3,
			middle: 3,
			high: 6,
			most: 9,
		})
		expect(
			spreadOf([
				[1, 1],
				[2, 1],
			]),
		).toMatchObject({ low: 1.25, middle: 1.5, high: 1.75 })
	})
	test('of nothing is none', () => {
		expect(spreadOf([])).toBeNull()
		expect(spreadOf([[4, 0]])).toBeNull()
	})
})

describe('hours', () => {
	test('are those of the campaign: seven in the evening of Sunday in London is the first of Monday', () => {
		expect(hourOfWeek(Date.UTC(2026, 0, 4, 19))).toBe(0)
		expect(hourOfWeek(Date.UTC(2026, 0, 4, 18, 59))).toBe(167)
	})
	test('are odd before the earliest, and from the latest on', () => {
		const limits = { q04EarliestHour: 7, q04LatestHour: 20 }
		expect([6, 7, 19, 20].map((hour) => isOddHour(48 + hour, limits))).toEqual([true, false, false, true])
	})
})

test('short is under the shortest, long is from the longest on', () => {
	const limits = { q03ShortestMinutes: 2, q03LongestMinutes: 4, q04EarliestHour: 7, q04LatestHour: 20 }
	expect(outsideOf([1, 1, 1, 1, 1, 1], limits)).toEqual({ short: 2, long: 2 })
	const late = { ...limits, q03LongestMinutes: 240 }
	expect(outsideOf(countMinutes([3, 200, 240, 2000]), late)).toEqual({ short: 0, long: 2 })
	expect(outsideOf(countMinutes([1439, 2000]), { ...limits, q03LongestMinutes: 1440 }).long).toBe(1)
})

describe('what is needed a day', () => {
	const day = (nth: number, interviewers: number): DailyCompletions => ({
		day: `2026-01-${String(nth).padStart(2, '0')}`,
		interviews: interviewers * 5,
		each: { of: interviewers, least: 5, low: 5, middle: 5, high: 5, most: 5 },
	})
	test('is the rest over the days that are left, as many of them worked as of late, today among them', () => {
		const days = [day(5, 4), day(6, 4), day(8, 4), day(9, 4), day(10, 9)]
		// four of five days had fieldwork, and five are left
		expect(needed(days, { today: '2026-01-10', lastDay: '2026-01-14', missing: 80 })).toEqual({
			aDay: 20,
			ofEach: 5,
			interviewers: 4,
		})
	})
	test('before the first day every day is one of fieldwork, and nobody knows how many people there are', () => {
		expect(needed([], { today: '2026-01-10', lastDay: '2026-01-10', missing: 80 })).toEqual({
			aDay: 80,
			ofEach: null,
			interviewers: 0,
		})
	})
	test('is not told without a last day, after it, or when nothing is missing', () => {
		const today = '2026-01-10'
		expect(needed([], { today, lastDay: null, missing: 80 })).toBeNull()
		expect(needed([], { today, lastDay: '2026-01-09', missing: 80 })).toBeNull()
		expect(needed([], { today, lastDay: '2026-01-11', missing: 0 })).toBeNull()
	})
})
