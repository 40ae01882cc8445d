import { expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { computeWeights, type WeightingInterviews } from './weights.ts'

const both = ['average-of-the-districts', 'people-of-the-districts'] as const

/**
 * One district with men (cell 0) and women (cell 1), and a second one with men only. Each row: cell, cluster
 * and adults of an interview.
 */
function interviewsOf(
	lines: readonly (readonly [cell: number, cluster: number, eligible: number])[],
	rest: Partial<WeightingInterviews> = {},
): WeightingInterviews {
	return {
		cell: lines.map(([cell]) => cell),
		cluster: lines.map(([, cluster]) => cluster),
		eligible: lines.map(([, , eligible]) => eligible),
		clusters: [
			{ chance: 0.1, listed: 100, drawn: 10 },
			{ chance: 0.2, listed: 240, drawn: 12 },
		],
		cells: [
			{ district: 0, people: 6000 },
			{ district: 0, people: 4000 },
			{ district: 1, people: 500 },
		],
		...rest,
	}
}
const lines = [
	[0, 0, 1],
	[0, 0, 3],
	[0, 1, 2],
	[1, 0, 2],
	[1, 1, 2],
	[2, 0, 1],
	[2, 1, 1],
] as const

test('within a district and sex weights follow the selection probabilities and sum to its population', () => {
	const { weight, ...report } = computeWeights(interviewsOf(lines), 'people-of-the-districts')
	// base weights: 10 × 10 or 5 × 20 households, times adults; of men 100, 300 and 200 for 6000
	const expected = [1000, 3000, 2000, 2000, 2000, 250, 250]
	for (const [i, each] of expected.entries()) expect(weight[i]).toBeCloseTo(each, 9)
	const [sum, squares] = [10_500, expected.reduce((all, w) => all + w * w, 0)]
	expect(report).toMatchObject({ without: 0, trimmed: 0, unsettled: [], empty: [] })
	expect(report.deff).toBeCloseTo((7 * squares) / sum ** 2, 12)
})
test('with equal district weights each district sums to 300, with the shares of its population', () => {
	const { weight } = computeWeights(interviewsOf(lines), 'average-of-the-districts')
	const expected = [30, 90, 60, 60, 60, 150, 150]
	for (const [i, each] of expected.entries()) expect(weight[i]).toBeCloseTo(each, 9)
})
test('a weight above four times the median of its district is trimmed, until all limits and totals hold', () => {
	const many = Array.from({ length: 40 }, (_, i) => [i % 2, 0, i === 7 ? 30 : 1] as const)
	const found = computeWeights(interviewsOf(many), 'people-of-the-districts')
	const own = [...found.weight].slice(0, 40)
	const sorted = [...own].sort((a, b) => a - b)
	const median = ((sorted[19] as number) + (sorted[20] as number)) / 2
	expect(Math.max(...own)).toBeLessThanOrEqual(4 * median * (1 + 1e-9))
	expect(own[7]).toBeCloseTo(4 * median, 4)
	expect(own.filter((_, i) => i % 2 === 1).reduce((sum, w) => sum + w, 0)).toBeCloseTo(4000, 6)
	expect(found).toMatchObject({ trimmed: 1, unsettled: [] })
})
test('where few women represent half of a district no limit holds, and that is reported', () => {
	const many = Array.from({ length: 41 }, (_, i) => [i === 40 ? 1 : 0, 0, 1] as const)
	const found = computeWeights(interviewsOf(many), 'people-of-the-districts')
	expect(found).toMatchObject({ unsettled: [0], trimmed: 1 })
	expect(found.weight[40]).toBeCloseTo(4000, 9)
})
test('population without interviews is reported, as are interviews without a possible weight', () => {
	const some = [
		[0, 0, 1],
		[0, 0, 0],
		[0, 7, 1],
		[-1, 0, 1],
		[0, 0, Number.NaN],
		[2, 1, 2],
	] as const
	const found = computeWeights(
		interviewsOf(some, {
			cells: [
				{ district: 0, people: 6000 },
				{ district: 0, people: 4000 },
				{ district: 1, people: 0 },
			],
		}),
		'people-of-the-districts',
	)
	expect([...found.weight]).toEqual([6000, 0, 0, 0, 0, 0])
	expect(found).toMatchObject({ without: 5, empty: [1] })
	expect(computeWeights(interviewsOf([]), 'people-of-the-districts')).toMatchObject({
		empty: [0, 1, 2],
		deff: null,
	})
})
test.each(both)('for any interviews, weights sum to the given totals: %s', (version) => {
	const line = fc.tuple(
		fc.integer({ min: 0, max: 5 }),
		fc.integer({ min: 0, max: 1 }),
		fc.integer({ min: 1, max: 12 }),
	)
	const people = fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 6, maxLength: 6 })
	fc.assert(
		fc.property(fc.array(line, { minLength: 1, maxLength: 200 }), people, (some, census) => {
			const cells = census.map((each, cell) => ({ district: cell >> 1, people: each }))
			const { weight, without, unsettled, empty } = computeWeights(interviewsOf(some, { cells }), version)
			expect(without).toBe(0)
			const sumOf = (is: (cell: number) => boolean) =>
				some.reduce((sum, [cell], i) => sum + (is(cell) ? (weight[i] as number) : 0), 0)
			for (const [cell, { district, people }] of cells.entries()) {
				const isEmpty = !some.some((each) => each[0] === cell)
				expect(empty.includes(cell)).toBe(isEmpty)
				if (isEmpty) continue
				if (version === 'people-of-the-districts')
					expect(sumOf((each) => each === cell) / people).toBeCloseTo(1, 9)
				else expect(sumOf((each) => each >> 1 === district)).toBeCloseTo(300, 6)
				const own = [...weight].filter((_, i) => (some[i]?.[0] ?? 0) >> 1 === district).sort((a, b) => a - b)
				const median = ((own[(own.length - 1) >> 1] ?? 0) + (own[own.length >> 1] ?? 0)) / 2
				if (!unsettled.includes(district)) expect(own.at(-1)).toBeLessThanOrEqual(4 * median * (1 + 1e-6))
			}
		}),
	)
})
