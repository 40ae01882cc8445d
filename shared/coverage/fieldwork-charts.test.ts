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

describe('a distribution', () => {
	test('matches the quartiles of the individual values', () => {
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
	test('is null for no values', () => {
		expect(spreadOf([])).toBeNull()
		expect(spreadOf([[4, 0]])).toBeNull()
	})
})

describe('hours of the day', () => {
	test('are in the time zone of the study: 19:00 on Sunday in London is the first hour of Monday', () => {
		expect(hourOfWeek(Date.UTC(2026, 0, 4, 19))).toBe(0)
		expect(hourOfWeek(Date.UTC(2026, 0, 4, 18, 59))).toBe(167)
	})
	test('are unusual before the earliest and from the latest hour on', () => {
		const limits = { q04EarliestHour: 7, q04LatestHour: 20 }
		expect([6, 7, 19, 20].map((hour) => isOddHour(48 + hour, limits))).toEqual([true, false, false, true])
	})
})

test('short means below the shortest duration, long means from the longest on', () => {
	const limits = { q03ShortestMinutes: 2, q03LongestMinutes: 4, q04EarliestHour: 7, q04LatestHour: 20 }
	expect(outsideOf([1, 1, 1, 1, 1, 1], limits)).toEqual({ short: 2, long: 2 })
	const late = { ...limits, q03LongestMinutes: 240 }
	expect(outsideOf(countMinutes([3, 200, 240, 2000]), late)).toEqual({ short: 0, long: 2 })
	expect(outsideOf(countMinutes([1439, 2000]), { ...limits, q03LongestMinutes: 1440 }).long).toBe(1)
})

describe('the required daily number', () => {
	const day = (nth: number, enumerators: number): DailyCompletions => ({
		day: `2026-01-${String(nth).padStart(2, '0')}`,
		interviews: enumerators * 5,
		each: { of: enumerators, least: 5, low: 5, middle: 5, high: 5, most: 5 },
	})
	test('is the remainder divided by the days left, at the recent share of working days, including today', () => {
		const days = [day(5, 4), day(6, 4), day(8, 4), day(9, 4), day(10, 9)]
		// four of five days had fieldwork, and five are left
		expect(needed(days, { today: '2026-01-10', lastDay: '2026-01-14', missing: 80 })).toEqual({
			aDay: 20,
			ofEach: 5,
			enumerators: 4,
		})
	})
	test('is in whole interviews and enumerators, and the share of each fits to both', () => {
		const days = [day(7, 3), day(8, 3), day(9, 2)]
		// 20.6 a day, and 2.7 enumerators
		expect(needed(days, { today: '2026-01-10', lastDay: '2026-01-14', missing: 103 })).toEqual({
			aDay: 21,
			ofEach: 7,
			enumerators: 3,
		})
	})
	test('counts every day before the first one as a fieldwork day, with an unknown number of enumerators', () => {
		expect(needed([], { today: '2026-01-10', lastDay: '2026-01-10', missing: 80 })).toEqual({
			aDay: 80,
			ofEach: null,
			enumerators: 0,
		})
	})
	test('is null without a last day, after it, or when nothing remains', () => {
		const today = '2026-01-10'
		expect(needed([], { today, lastDay: null, missing: 80 })).toBeNull()
		expect(needed([], { today, lastDay: '2026-01-09', missing: 80 })).toBeNull()
		expect(needed([], { today, lastDay: '2026-01-11', missing: 0 })).toBeNull()
	})
})
