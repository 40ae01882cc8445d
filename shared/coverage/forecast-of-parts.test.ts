import { expect, test } from 'vitest'
import { dayAfter } from '../study/study-day.ts'
import { forecastOfParts } from './forecast-of-parts.ts'

const today = '2026-01-11'
/** A district with this number of completed interviews on each of the last days. */
const district = (missing: number, perDay = 10, days = 10, until = 1) => ({
	missing,
	targetInterviews: 300,
	days: Array.from({ length: days }, (_, i) => ({
		day: dayAfter(today, i - days - until + 1),
		done: perDay,
	})),
})
const notStarted = { missing: 300, targetInterviews: 300, days: [] }

test('the whole finishes with its last part, however fast the others are', () => {
	const found = forecastOfParts([district(50), district(20), district(200, 2), district(30)], today)
	expect(found).toEqual({
		total: 4,
		most: { count: 2, day: '2026-01-13' },
		last: { part: 2, day: dayAfter(today, 99) },
		latest: dayAfter(today, 99),
		notStarted: 0,
		atRest: 0,
		tooFewDays: 0,
	})
})
test('parts without a date are counted by reason and leave the finish of the whole open', () => {
	const parts = [
		district(20),
		district(0),
		notStarted,
		notStarted,
		district(50, 10, 2),
		district(50, 10, 9, 30),
	]
	expect(forecastOfParts(parts, today)).toMatchObject({
		total: 6,
		most: null,
		last: { part: 0, day: '2026-01-12' },
		latest: null,
		notStarted: 2,
		atRest: 1,
		tooFewDays: 1,
	})
})
test('a district without a target is no part of the whole, and completed parts are never last', () => {
	const without = { ...notStarted, missing: 0, targetInterviews: 0 }
	const found = forecastOfParts([without, district(0), district(0)], today)
	expect(found).toMatchObject({ total: 2, most: { count: 2, day: today }, last: null, notStarted: 0 })
})
