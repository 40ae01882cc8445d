import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { startThresholds } from '#shared/quality/thresholds'
import { type Conduct, conductOf, finishOf } from './working-days.ts'

const offsetMinutes = 300
const now = Date.UTC(2026, 0, 15, 2)
const localTime = (ms: number) => new Date(ms + offsetMinutes * 60_000)
const dayOf = (ms: number) => localTime(ms).toISOString().slice(0, 10)
const finishesOf = (conduct: Conduct, many: number) => {
	const random = seededRandom(3)
	return Array.from({ length: many }, (_, i) => finishOf(conduct, i, { now, offsetMinutes, random })).sort(
		(a, b) => a - b,
	)
}
const [usual, hurried, silent] = [conductOf(0, 0), conductOf(1, 1), conductOf(6, 2)]
const mostADay = (finishes: readonly number[]) =>
	Math.max(...finishes.map((one) => finishes.filter((other) => dayOf(one) === dayOf(other)).length))

describe('days of the demonstration', () => {
	// the second: a district of a larger study
	test.each([100, 1000])(
		'nearly all work by day, without overlaps, and no check finds their %d interviews',
		(many) => {
			const finishes = finishesOf(usual, many)
			const [, longest] = usual.minutes
			expect(mostADay(finishes)).toBeLessThanOrEqual(startThresholds.q04MostADay)
			for (const [i, finish] of finishes.entries()) {
				expect(finish).toBeLessThan(now)
				const start = localTime(finish - longest * 60_000).getUTCHours()
				expect(start).toBeGreaterThanOrEqual(startThresholds.q04EarliestHour)
				expect(start).toBeLessThan(startThresholds.q04LatestHour)
				const before = finishes[i - 1]
				if (before !== undefined)
					expect((finish - before) / 60_000 - longest).toBeGreaterThanOrEqual(
						startThresholds.q04LeastMinutesBetween,
					)
			}
		},
	)
	test('a hurried one has more interviews in a day than the limit', () => {
		expect(mostADay(finishesOf(hurried, 90))).toBeGreaterThan(startThresholds.q04MostADay)
	})
	test('a silent phone has nothing from its last days', () => {
		const last = finishesOf(silent, 20).at(-1) ?? now
		expect(now - last).toBeGreaterThan(silent.silentDays * 86_400_000)
	})
})
