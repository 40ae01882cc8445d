import { expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { agreedUpTo, type ChainCheckpoint, maxMarks, withMark } from './checkpoints.ts'

const markAt = (seq: number): ChainCheckpoint => [seq, `chain-${seq}`]

test('checkpoints are few, newest first, include the newest and oldest, and are denser towards the newest', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 200 }), (steps) => {
			let marks: ChainCheckpoint[] = []
			let seq = 0
			for (const step of steps) {
				seq += step
				marks = withMark(marks, markAt(seq))
			}
			const numbers = marks.map(([number]) => number)
			expect(numbers.length).toBeLessThanOrEqual(maxMarks)
			expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => b - a))
			expect(numbers[0]).toBe(seq)
			expect(numbers.at(-1)).toBe(steps[0])
		}),
	)
})
test('a server that lost its end is detected to within twice the loss', () => {
	let marks: ChainCheckpoint[] = []
	for (let seq = 1; seq <= 10_000; seq++) marks = withMark(marks, markAt(seq))
	for (const lost of [1, 10, 100, 1000, 5000]) {
		const chains = new Map(marks.filter(([seq]) => seq <= 10_000 - lost))
		const agreed = agreedUpTo(marks, chains, true) ?? 0
		expect(10_000 - agreed).toBeLessThanOrEqual(lost * 4 + 1)
	}
})
test('the same server again changes nothing', () => {
	const marks = withMark(withMark([], markAt(5)), markAt(9))
	expect(withMark(marks, markAt(9))).toEqual(marks)
})
test('with one checkpoint sent and no match, the phone is asked for the others; with all sent there is no common one', () => {
	const other = new Map([[9, 'another chain']])
	expect(agreedUpTo([markAt(9)], other, false)).toBeNull()
	expect(agreedUpTo([markAt(9), markAt(5)], other, true)).toBe(0)
	expect(agreedUpTo([markAt(9), markAt(5)], new Map([[5, 'chain-5']]), true)).toBe(5)
})
