import { expect, test } from 'vitest'
import {
	amountOf,
	computeMaterialPerCapita,
	countByWeek,
	countDisplayedCopies,
	countMaterial,
	type LoggedMaterial,
} from './material.ts'

const entry = (change: Partial<LoggedMaterial>): LoggedMaterial => ({
	material: 'streamer',
	status: 'placed',
	code: 'A',
	district: 'PK607',
	day: '2026-03-03',
	copies: 1,
	reached: 0,
	times: 0,
	...change,
})

test('materials put up and their replacements count; checks and refusals do not', () => {
	const found = countMaterial([
		entry({ copies: 3 }),
		entry({ status: 'verified', copies: 3 }),
		entry({ status: 'refused', copies: 9 }),
		entry({ status: 'replaced', copies: 1 }),
		entry({ material: 'sms', reached: 900 }),
		entry({ material: 'something else', copies: 5 }),
	])
	expect(Object.keys(found)).toEqual(['streamer', 'sms'])
	expect(amountOf('streamer', found.streamer)).toBe(4)
	expect(amountOf('sms', found.sms)).toBe(900)
	expect(amountOf('radio', found.radio)).toBe(0)
})
test('a streamer is up until reported gone, and again when replaced', () => {
	const up = entry({ copies: 2 })
	const gone = entry({ status: 'removed', copies: 0, day: '2026-03-10' })
	expect(countDisplayedCopies([gone, up, entry({ code: 'B' })])).toBe(1)
	expect(countDisplayedCopies([up, gone, entry({ status: 'replaced', copies: 2, day: '2026-03-12' })])).toBe(
		2,
	)
	expect(countDisplayedCopies([up, entry({ status: 'verified', copies: 0, day: '2026-03-11' })])).toBe(2)
	expect(countDisplayedCopies([entry({ status: 'refused' })])).toBe(0)
	// whichever phone sends first; and one code in two districts counts twice
	expect(countDisplayedCopies([entry({ status: 'verified', copies: 0, day: '2026-03-11' }), up])).toBe(2)
	expect(countDisplayedCopies([up, entry({ district: 'PK609' })])).toBe(3)
})
test('weeks begin on Monday without gaps', () => {
	const weeks = countByWeek([entry({ day: '2026-03-01' }), entry({ day: '2026-03-16' }), entry({ day: '' })])
	expect(weeks.map(({ week, counts }) => [week, counts.streamer?.copies ?? 0])).toEqual([
		['2026-02-23', 1],
		['2026-03-02', 0],
		['2026-03-09', 0],
		['2026-03-16', 1],
	])
	expect(countByWeek([])).toEqual([])
})
test('material is per 100,000 people, or per 1,000 where there is much; the total covers districts with a known population', () => {
	const district = (code: string, people: number | null, copies: number) => ({
		code,
		people,
		displayedCopies: 0,
		flaggedEntries: 0,
		counts: { streamer: { entries: 1, copies, reached: 0, times: 0 } },
	})
	const perCapita = (...districts: Parameters<typeof computeMaterialPerCapita>[0]) => {
		const { people, byDistrict } = computeMaterialPerCapita(districts, 'streamer')
		return [people, Object.fromEntries(byDistrict)]
	}
	const few = [district('PK607', 2_000_000, 50), district('PK609', null, 50)]
	expect(perCapita(...few)).toEqual([100_000, { PK607: 2.5, PK609: null }])
	expect(perCapita(...few, district('PK608', 100_000, 1000))).toEqual([
		1000,
		{ PK607: 0.025, PK609: null, PK608: 10 },
	])
	expect(perCapita()).toEqual([100_000, {}])
	expect(computeMaterialPerCapita(few, 'sms').byDistrict.get('PK607')).toBe(0)
})
