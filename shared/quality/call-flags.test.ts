import { describe, expect, test } from 'vitest'
import { callFacts } from '#shared/helpline/call-facts'
import { seededRandom } from '#shared/kernel/seeded-random'
import { type Call, callFlags, callToCheck, mixOf } from './call-flags.ts'
import { startRoundThresholds as limits } from './round-thresholds.ts'

const matters = ['case_register', 'cybercrime', 'visa_fraud', 'information'] as const
const calls = (operator: string, many: number, of: (i: number) => Partial<Call> = () => ({})): Call[] =>
	Array.from({ length: many }, (_, i) => ({
		operator,
		category: matters[i % matters.length] ?? '',
		hasGender: true,
		maxSeconds: 200,
		...of(i),
	}))
const found = (...all: Call[][]) =>
	callFlags(all.flat(), limits).map(({ kind, subject, found: value }) => [kind, subject, value])

describe('[Q23] checks on helpline calls', () => {
	test('more than a fifth without a gender, or of “other” categories', () => {
		const some = (many: number, change: Partial<Call>) => calls('a', 20, (i) => (i < many ? change : {}))
		expect(found(some(4, { hasGender: false }))).toEqual([])
		expect(found(some(5, { hasGender: false }))).toEqual([['often-no-gender', 'a', 0.25]])
		expect(found(some(4, { category: 'other' }))).toEqual([])
		expect(found(some(5, { category: 'other' }))).toEqual([['often-other-matter', 'a', 0.25]])
		// wrong numbers have no matter, and fewer than twenty calls are not judged
		const wrong = calls('a', 30, () => ({ category: 'wrong', hasGender: null }))
		expect(found(some(4, { category: 'other' }), wrong)).toEqual([])
		expect(found(calls('a', 19, () => ({ hasGender: false })))).toEqual([])
	})
	test('more than a tenth shorter than ten seconds', () => {
		const some = (many: number) => calls('a', 20, (i) => (i < many ? { maxSeconds: 9 } : {}))
		expect(found(some(2))).toEqual([])
		expect(found(some(3))).toEqual([['often-short-call', 'a', 0.15]])
	})
	test('a mix of categories far from that of the other operators', () => {
		const alone = calls('b', 60, (i) => (i % 5 === 0 ? {} : { category: 'information' }))
		const kinds = found(calls('a', 120), alone)
		expect(kinds.map(([kind, subject]) => `${kind} ${subject}`)).toContain('other-mix b')
		expect(found(calls('a', 120), calls('b', 60))).toEqual([])
	})
	test('random variation is hardly ever flagged: at most two of two hundred operators with one mix', () => {
		const random = seededRandom(3)
		const one = (operator: string, many: number) =>
			calls(operator, many, () => ({ category: random.pick(matters) }))
		let named = 0
		for (let i = 0; i < 200; i++)
			named += found(one('a', 30), one('b', 90)).filter(
				([kind, who]) => kind === 'other-mix' && who === 'a',
			).length
		expect(named).toBeLessThan(3)
	})
	test('the measure is Cramér’s V: 1 where nothing is shared, 0 where everything is', () => {
		const of = (category: string, many: number) => calls('a', many, () => ({ category }))
		expect(mixOf(of('x', 500), of('y', 500)).association).toBeCloseTo(1, 2)
		expect(mixOf(calls('a', 400), calls('b', 400)).association).toBe(0)
		expect(mixOf([], of('x', 5))).toEqual({ association: 0, deviations: 0 })
	})
	test('a call is read from the log; a picked minute may be any second of it', () => {
		const readCall = (end: string, more: [string, string][] = []) =>
			callToCheck(
				'a',
				callFacts([
					...([
						['call/channel', 'call'],
						['call/call_time', '2026-01-05T10:00:55.000+05:00'],
					] as [string, string][]),
					...([
						['matter/category', 'visa_fraud'],
						['caller/gender', 'unknown'],
						['close/end_time', end],
					] as [string, string][]),
					...more,
				]),
			)
		expect(readCall('2026-01-05T10:00:58.000+05:00')).toEqual({
			operator: 'a',
			category: 'visa_fraud',
			hasGender: false,
			maxSeconds: 3,
		})
		expect(readCall('2026-01-05T10:02:00.000+05:00')?.maxSeconds).toBe(124)
		expect(readCall('', [['call/channel', 'missed']])).toBeNull()
		// if it is not safe to talk, the form does not ask
		expect(readCall('', [['caller/gender', '']])?.hasGender).toBeNull()
	})
})
