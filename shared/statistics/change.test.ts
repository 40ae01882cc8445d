import { describe, expect, test } from 'vitest'
import {
	adjustForMany,
	type EstimateDifference,
	estimateIndicatorDifferences,
	estimateRoundDifferences,
	judgeChanges,
	judgeFamilies,
} from './change.ts'
import { clusterTotals, computeStrata, type InterviewColumns } from './cluster-totals.ts'
import { t95 } from './intervals.ts'
import type { RoundTotals } from './join-rounds.ts'

/** Ten clusters of ten interviews, with the number of yes in each. */
function roundOf(yes: readonly number[], weight: (i: number) => number = () => 1): RoundTotals {
	const cluster = yes.flatMap((_, c) => Array<number>(10).fill(c))
	const lines: InterviewColumns = { cluster, weight: cluster.map((_, i) => weight(i)), clusters: yes.length }
	const y = yes.flatMap((each) => Array.from({ length: 10 }, (_, i) => (i < each ? 1 : 0)))
	return { totals: clusterTotals(lines, y), strata: computeStrata(lines, { stratum: yes.map(() => 0) }) }
}
const first = <Item>(items: readonly Item[]): Item => items[0] as Item
const before = roundOf([1, 2, 3, 4, 5, 3, 2, 4, 1, 5])
/** One yes more in each cluster. */
const oneMore = roundOf([2, 3, 4, 5, 6, 4, 3, 6, 2, 6])

describe('change between rounds', () => {
	test('with new clusters, variances and degrees of freedom add up', () => {
		const found = first(estimateRoundDifferences(before, oneMore, { sameClusters: false }))
		expect(found).toMatchObject({ from: { value: 0.3, df: 9 }, to: { value: 0.41, df: 9 }, df: 18 })
		expect(found.value).toBeCloseTo(0.11, 12)
		expect(found.se).toBeCloseTo(Math.hypot(found.from.se ?? 0, found.to.se ?? 0), 12)
		expect(found.interval?.high).toBeCloseTo(0.11 + t95(18) * (found.se ?? 0), 12)
	})
	test('with the same clusters, their common variance cancels out and smaller changes are detected', () => {
		const asNew = judgeChanges(estimateRoundDifferences(before, oneMore, { sameClusters: false }))
		const asSame = judgeChanges(estimateRoundDifferences(before, oneMore, { sameClusters: true }))
		expect(first(asNew)).toMatchObject({ verdict: 'no-reliable-change' })
		expect(first(asSame)).toMatchObject({ verdict: 'change', df: 9 })
		// nine clusters differ by 0.1 and one by 0.2: the standard error of their mean is 0.01
		expect(first(asSame).se).toBeCloseTo(0.01, 12)
	})
	test('from zero to some: the share of 0 is no more certain than its interval', () => {
		const none = roundOf(Array(10).fill(0))
		const found = first(estimateRoundDifferences(none, before, { sameClusters: true }))
		expect(found.from).toMatchObject({ value: 0, se: 0, deffIs: 'assumed' })
		const ofNone = (found.from.halfWidth ?? 0) / t95(9)
		expect(ofNone).toBeGreaterThan(0.005)
		expect(found.se).toBeCloseTo(Math.hypot(ofNone, found.to.se ?? 0), 12)
		expect(first(judgeChanges([found])).verdict).toBe('change')
		const still = first(judgeChanges(estimateRoundDifferences(none, none, { sameClusters: false })))
		expect(still).toMatchObject({ value: 0, p: 1, verdict: 'no-reliable-change' })
		expect(still.se).toBeCloseTo(Math.SQRT2 * ofNone, 12)
	})
	test('identical clusters with rounding differences in weights give no change', () => {
		const identical = roundOf(Array(10).fill(3), (i) => 0.1 + 1 / (1 + Math.floor(i / 10)))
		const again = roundOf(Array(10).fill(3), (i) => 0.3 + 1 / (7 + Math.floor(i / 10)))
		const found = first(judgeChanges(estimateRoundDifferences(identical, again, { sameClusters: false })))
		expect(found).toMatchObject({ se: 0, p: null, verdict: 'no-reliable-change' })
	})
	test('where one round has too few, no change is reported', () => {
		const few = roundOf([0, 9, 9])
		const found = judgeChanges(estimateRoundDifferences(few, before, { sameClusters: false }))
		expect(first(found)).toMatchObject({ isTooFew: true, adjustedP: null, verdict: null })
	})
})

test('an increase from zero has its own interval, by the answers of the same respondents', () => {
	const decoy = roundOf([0, 1, 0, 1, 2, 0, 1, 1, 0, 2])
	const found = first(estimateIndicatorDifferences(decoy.totals, before.totals, before.strata))
	expect(found.value).toBeCloseTo(0.3 - 0.08, 12)
	// differences of the clusters: 1, 1, 3, 3, 3, 3, 1, 3, 1, 3 of 10
	expect(found.se).toBeCloseTo(Math.sqrt(9.6 / 9 / 10) / 10, 12)
})

describe('multiple comparisons', () => {
	/** A difference with this p; its other values do not matter. */
	const withP = (p: number | null, isTooFew = false): EstimateDifference => ({
		...(first(estimateRoundDifferences(before, oneMore, { sameClusters: true })) as EstimateDifference),
		p,
		isTooFew,
	})
	test('follow Benjamini and Hochberg', () => {
		// p.adjust(c(.01, .02, .03, .04, .5), "BH") in R
		const found = adjustForMany([0.04, 0.01, 0.5, 0.03, 0.02])
		for (const [i, each] of [0.05, 0.05, 0.5, 0.05, 0.05].entries()) expect(found[i]).toBeCloseTo(each, 12)
	})
	test('need stronger evidence for one change among many than for one alone', () => {
		expect(first(judgeChanges([withP(0.04)]))).toMatchObject({ adjustedP: 0.04, verdict: 'change' })
		const many = judgeChanges([withP(0.04), ...Array.from({ length: 9 }, () => withP(0.6))])
		expect(first(many)).toMatchObject({ adjustedP: 0.4, verdict: 'no-reliable-change' })
	})
	test('with too few respondents do not count in the correction', () => {
		const many = judgeChanges([withP(0.04), ...Array.from({ length: 9 }, () => withP(0.6, true))])
		expect(first(many).verdict).toBe('change')
		expect(many.slice(1).map(({ verdict }) => verdict)).toEqual(Array(9).fill(null))
	})
	test('an untestable difference is no reliable change', () => {
		expect(first(judgeChanges([withP(null)]))).toMatchObject({ adjustedP: 1, verdict: 'no-reliable-change' })
	})
	test('a family is corrected alone: additions elsewhere change no verdict in it', () => {
		const headline = { family: 'headline', differences: [withP(0.01), withP(0.04)] }
		const second = { family: 'headline', differences: [withP(0.9), withP(0.2, true)] }
		const [one, , other] = judgeFamilies([
			headline,
			{ family: 'S1', differences: Array.from({ length: 50 }, () => withP(0.7)) },
			second,
		])
		expect(judgeFamilies([headline, second])).toEqual([one, other])
		expect(one).toMatchObject({ comparisons: 3, changes: [{ verdict: 'change' }, { adjustedP: 0.06 }] })
		expect(other?.changes.map(({ verdict }) => verdict)).toEqual(['no-reliable-change', null])
	})
})
