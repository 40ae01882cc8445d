import { describe, expect, test } from 'vitest'
import { dayAfter, dayOf, daysBetween } from '../study/study-day.ts'
import { type DayCount, forecast } from './projected-finish.ts'

/** One count a day from the first, without a gap. */
const daily = (first: string, counts: readonly number[]): DayCount[] =>
	counts.map((done, i) => ({ day: dayAfter(first, i), done }))

describe('the projected finish', () => {
	test('is certain at a constant pace', () => {
		const days = daily(
			'2026-01-01',
			Array.from({ length: 10 }, () => 100),
		)
		expect(forecast(days, { today: '2026-01-11', missing: 500 })).toEqual({
			outcome: 'finishes',
			day: '2026-01-15',
			earliest: '2026-01-15',
			latest: '2026-01-15',
			pace: 100,
		})
	})
	test('counts today as incomplete: records so far are part of its result', () => {
		const days = daily('2026-01-01', [100, 100, 100, 100, 100, 30])
		expect(forecast(days, { today: '2026-01-06', missing: 170 })).toMatchObject({
			day: '2026-01-07',
			pace: 100,
		})
	})
	test('has the bounds of a sum of future days, by the formula', () => {
		const days = daily('2026-01-01', [80, 120, 90, 110, 100, 95, 105])
		const found = forecast(days, { today: '2026-01-08', missing: 1000 })
		// mean 100, s = √(1250/6) = 14.43, t(6) = 1.440
		const width = (t: number) => 1.44 * Math.sqrt(1250 / 6) * Math.sqrt(t + t ** 2 / 7)
		const first = [...Array(40).keys()].find((t) => t * 100 + width(t) >= 1000) ?? 0
		const last = [...Array(40).keys()].find((t) => t * 100 - width(t) >= 1000) ?? 0
		expect([first, last]).toEqual([10, 12])
		expect(found).toMatchObject({
			day: dayAfter('2026-01-08', 9),
			earliest: dayAfter('2026-01-08', 9),
			latest: dayAfter('2026-01-08', 11),
		})
	})
	test('moves later by the Fridays without work', () => {
		// 2 and 9 January 2026 are Fridays
		const days = daily('2026-01-01', [100, 0, 100, 100, 100, 100, 100, 100])
		expect(forecast(days, { today: '2026-01-09', missing: 700 })).toMatchObject({ day: '2026-01-16' })
	})
	test('may have no upper bound when the pace varies widely', () => {
		const days = daily('2026-01-01', [1, 200, 1, 1])
		expect(forecast(days, { today: '2026-01-05', missing: 4797 })).toMatchObject({ latest: null })
	})
	test('is null after three days, while fieldwork has stopped, or when it is complete', () => {
		expect(forecast(daily('2026-01-01', [9, 9, 9]), { today: '2026-01-04', missing: 273 })).toEqual({
			outcome: 'too-few-days',
		})
		expect(forecast([], { today: '2026-01-04', missing: 300 })).toEqual({ outcome: 'too-few-days' })
		expect(forecast(daily('2026-01-01', [9, 9, 9, 9]), { today: '2026-01-12', missing: 264 })).toEqual({
			outcome: 'at-rest',
		})
		expect(forecast(daily('2026-01-01', [300]), { today: '2026-01-02', missing: 0 })).toEqual({
			outcome: 'done',
		})
	})
	test('80 of 100 simulated rounds with random days finish between the two bounds', () => {
		let state = 7
		const random = () => {
			state = (state * 48271) % 2147483647
			return state / 2147483647
		}
		// the sum of twelve is nearly normal
		const someDay = () =>
			Math.max(1, Math.round(100 + 20 * (Array.from({ length: 12 }, random).reduce((a, b) => a + b, 0) - 6)))
		let inside = 0
		const rounds = 2000
		for (let round = 0; round < rounds; round++) {
			const days = daily('2026-01-01', Array.from({ length: 7 }, someDay))
			const found = forecast(days, { today: '2026-01-08', missing: 2000 })
			if (found.outcome !== 'finishes') continue
			let [rest, day] = [2000, '2026-01-07']
			for (; rest > 0; rest -= someDay()) day = dayAfter(day, 1)
			if (day >= found.earliest && day <= (found.latest ?? '9999')) inside++
		}
		// whole days make the bounds a little wider than the formula's
		expect(inside / rounds).toBeGreaterThan(0.78)
		expect(inside / rounds).toBeLessThan(0.93)
	})
})

test('the campaign’s day begins at midnight in Pakistan', () => {
	expect(dayOf(Date.UTC(2026, 0, 14, 18, 59))).toBe('2026-01-14')
	expect(dayOf(Date.UTC(2026, 0, 14, 19, 0))).toBe('2026-01-15')
	expect(daysBetween('2026-02-27', '2026-03-02')).toBe(3)
})
