import { describe, expect, test } from 'vitest'
import { eachWithin, TooSlow, withDeadline } from './deadline.ts'

const backtracking = () => /^(a+)+$/.test(`${'a'.repeat(60)}!`)
const spin = (ms: number) => {
	for (const end = performance.now() + ms; performance.now() < end; );
}

describe('a deadline', () => {
	test('stops a regular expression that would never end, and an endless loop', () => {
		const began = performance.now()
		expect(() => withDeadline(50, backtracking)).toThrow(TooSlow)
		expect(() => withDeadline(50, () => spin(60_000))).toThrow(TooSlow)
		expect(performance.now() - began).toBeLessThan(5000)
	})
	test('returns the result, and rethrows errors', () => {
		expect(withDeadline(1000, () => 7)).toBe(7)
		expect(() =>
			withDeadline(1000, () => {
				throw new RangeError('simulated failure')
			}),
		).toThrow(RangeError)
	})
	test('when nested, the earlier one applies, and the outer continues after the inner', () => {
		const inner = () => withDeadline(30, backtracking)
		const tried = () => {
			try {
				return inner()
			} catch {
				return 'stopped'
			}
		}
		expect(withDeadline(5000, tried)).toBe('stopped')
		expect(() => withDeadline(30, () => withDeadline(60_000, backtracking))).toThrow(TooSlow)
		expect(withDeadline(1000, () => withDeadline(1000, () => 7))).toBe(7)
	})
	test('when several run, stops only those that take too long themselves', () => {
		const found = eachWithin(
			[1, 60_000, 1, 60_000, 1],
			(ms) => {
				spin(ms)
				return ms
			},
			{ eachMs: 100, allMs: 10_000 },
		)
		expect(found.map((each) => ('result' in each ? each.result : each.thrown instanceof TooSlow))).toEqual([
			1,
			true,
			1,
			true,
			1,
		])
	})
	test('many quick ones all finish, however long they take together', () => {
		const found = eachWithin(
			Array.from({ length: 40 }, (_, i) => i),
			(i) => {
				spin(10)
				return i
			},
			{ eachMs: 150, allMs: 10_000 },
		)
		expect(found).toEqual(Array.from({ length: 40 }, (_, i) => ({ result: i })))
	})
	test('once the total is used up, each remaining one gets a tenth', () => {
		const began = performance.now()
		const found = eachWithin(Array(30).fill(60_000), spin, { eachMs: 200, allMs: 500 })
		expect(found).toHaveLength(30)
		expect(performance.now() - began).toBeLessThan(4000)
	})
})
