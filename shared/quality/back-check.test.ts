import { describe, expect, test } from 'vitest'
import { type Checkable, compareBackCheck, drawBackChecks, errorRate, isTooHigh } from './back-check.ts'
import { startRoundThresholds } from './round-thresholds.ts'

/** Returns `aDay` interviews of a person on each of `days` days. */
const madeBy = (person: string, days: number, aDay: number): Checkable[] =>
	Array.from({ length: days * aDay }, (_, i) => ({
		record: `${person}-${i}`,
		person,
		day: `2026-11-${String(10 + Math.floor(i / aDay)).padStart(2, '0')}`,
	}))

describe('selection of interviews for a back-check', () => {
	const everybody = Array.from({ length: 124 }, (_, i) => madeBy(`p${i}`, 13, 6)).flat()
	const drawn = drawBackChecks(everybody, startRoundThresholds)
	test('covers about one in ten, and everybody within their first three days', () => {
		expect(drawn.size / everybody.length).toBeGreaterThan(0.09)
		expect(drawn.size / everybody.length).toBeLessThan(0.13)
		const first = new Set(['2026-11-10', '2026-11-11', '2026-11-12'])
		const seen = everybody.filter(({ record, day }) => drawn.has(record) && first.has(day))
		expect(new Set(seen.map(({ person }) => person)).size).toBe(124)
	})
	test('includes an enumerator with a single interview', () => {
		for (const person of ['a', 'b', 'c', 'd', 'e'])
			expect(drawBackChecks(madeBy(person, 1, 1), startRoundThresholds).size).toBe(1)
	})
	test('is stable when interviews are added after the first days', () => {
		const early = everybody.filter(({ day }) => day <= '2026-11-13')
		for (const record of drawBackChecks(early, startRoundThresholds)) expect(drawn.has(record)).toBe(true)
	})
	test('can be increased for a campaign, or limited to random selection', () => {
		expect(drawBackChecks(everybody, { q18Share: 1, q18FirstDays: 3 }).size).toBe(everybody.length)
		expect(drawBackChecks(everybody, { q18Share: 0, q18FirstDays: 0 }).size).toBe(0)
	})
})

describe('comparison of an interview and its back-check', () => {
	const interview = { 'p/age': 34, 'p/edu': 'primary', 'b/hh_size': 7, 'p/phone': 'basic', 'm/m_radio': 'dk' }
	const check = {
		'c/reached': 'yes',
		'v/was_interviewed': 'yes',
		's/bc_age': 35,
		's/bc_edu': 'none',
		's/bc_hh_size': 9,
		'h/bc_phone': 'ref',
		'h/bc_radio': 'daily',
	}
	const compared = (more: Record<string, string | number> = {}) =>
		compareBackCheck(Object.entries(interview), Object.entries({ ...check, ...more }), startRoundThresholds)
	test('tolerates a year of age and one household member; "don’t know" contradicts nothing', () => {
		expect(compared().compared).toEqual([
			{ question: 'was_interviewed', type: 1, before: '', now: 'yes', isSame: true },
			{ question: 'bc_age', type: 1, before: '34', now: '35', isSame: true },
			{ question: 'bc_edu', type: 1, before: 'primary', now: 'none', isSame: false },
			{ question: 'bc_hh_size', type: 2, before: '7', now: '9', isSame: false },
		])
		expect(compared({ 's/bc_hh_size': 8 }).compared.at(-1)).toMatchObject({ isSame: true })
	})
	test('"nobody came" is an answer', () => {
		const found = compareBackCheck(
			Object.entries(interview),
			Object.entries({ 'c/reached': 'yes', 'v/was_interviewed': 'no' }),
			startRoundThresholds,
		)
		expect(found.compared).toEqual([
			{ question: 'was_interviewed', type: 1, before: '', now: 'no', isSame: false },
		])
		expect(errorRate([found], 1)).toEqual({ of: 3, differing: 3 })
		expect(errorRate([found], 2)).toEqual({ of: 0, differing: 0 })
		// an enumerator who invents whole interviews is found after a few of them
		expect(isTooHigh(errorRate([found, found, found], 1), 1, startRoundThresholds)).toBe(true)
	})
	test('an unreached respondent gives no result', () => {
		expect(compared({ 'c/reached': 'no' })).toEqual({ isReached: false, compared: [] })
	})
	test('answers in repeat rows are not taken for those of the respondent', () => {
		const listed = compareBackCheck([['b/members/@x/age', 12]], Object.entries(check), startRoundThresholds)
		expect(listed.compared.map(({ question }) => question)).toEqual(['was_interviewed'])
	})
	test('gives rates by type, and detects when they are too high', () => {
		const checks = [compared(), compared(), compared()]
		expect([errorRate(checks, 1), errorRate(checks, 2)]).toEqual([
			{ of: 9, differing: 3 },
			{ of: 3, differing: 3 },
		])
		expect(isTooHigh({ of: 9, differing: 3 }, 1, startRoundThresholds)).toBe(true)
		expect(isTooHigh({ of: 9, differing: 3 }, 2, startRoundThresholds)).toBe(true)
		expect(isTooHigh({ of: 10, differing: 2 }, 2, startRoundThresholds)).toBe(false)
		// three answers are too few to judge a person
		expect(isTooHigh({ of: 3, differing: 3 }, 2, startRoundThresholds)).toBe(false)
	})
})
