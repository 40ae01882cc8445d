import { expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { sequenceGaps } from './sequence-gaps.ts'

test('sequence gaps are numbers neither in a record nor in quarantine', () => {
	const some = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 25 })
	fc.assert(
		fc.property(some, some, (counting, quarantined) => {
			const sorted = [...counting].sort((a, b) => a - b)
			const between = sorted.flatMap((n, i) => {
				const before = sorted[i - 1] ?? 0
				return n > before + 1 ? [{ first: before + 1, last: n - 1 }] : []
			})
			const { gaps, missing } = sequenceGaps(between, sorted.at(-1) ?? 0, quarantined)
			const named = gaps.flatMap(({ first, last }) =>
				Array.from({ length: last - first + 1 }, (_, i) => first + i),
			)
			const arrived = new Set([...counting, ...quarantined])
			const wanted = Array.from({ length: Math.max(0, ...arrived) }, (_, i) => i + 1).filter(
				(n) => !arrived.has(n),
			)
			expect(named).toEqual(wanted)
			expect(missing).toBe(wanted.length)
			// one line for each run, however long
			expect(gaps.every(({ first }) => arrived.has(first - 1) || first === 1)).toBe(true)
		}),
	)
})
