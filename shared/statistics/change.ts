import type { ClusterTotals } from './cluster-totals.ts'
import { tTail } from './distributions.ts'
import { type Estimate, type estimateMeans, estimateShares } from './estimate.ts'
import { type Interval, t95, waldInterval } from './intervals.ts'
import { joinRounds, type RoundTotals } from './join-rounds.ts'
import { combine, freedomOf, type Ratio, ratioOf, variance } from './linearise.ts'
import type { Strata } from './strata.ts'

/**
 * Difference of two estimates, `to` minus `from`. A value is null if there are too few interviews or
 * clusters, or no variance.
 */
export interface EstimateDifference {
	readonly from: Estimate
	readonly to: Estimate
	readonly value: number | null
	readonly se: number | null
	readonly df: number
	/** value ± t SE, 95 %. */
	readonly interval: Interval | null
	/** Probability of at least such a difference in either direction without a true one, by Student's t. */
	readonly p: number | null
	/** True if one of the two has too few interviews: no estimate of this is to be shown. */
	readonly isTooFew: boolean
}

/** Two rounds do not show the cause of a change, so a verdict only says that there is one. */
export type Verdict = 'change' | 'no-reliable-change'

export interface JudgedChange extends EstimateDifference {
	/** `p`, adjusted for the whole list: see `judgeChanges`. */
	readonly adjustedP: number | null
	/** Null if there were too few interviews. */
	readonly verdict: Verdict | null
}

/** Kind of estimates to compare: shares, or means with `estimateMeans`. */
type Estimating = typeof estimateShares | typeof estimateMeans

/**
 * Estimates the differences between two rounds, by group. With new clusters variances add up; the same
 * clusters (numbered alike in both rounds) are each compared with themselves, so that their common part
 * cancels out: V1 + V2 − 2 Cov.
 */
export function estimateRoundDifferences(
	before: RoundTotals,
	after: RoundTotals,
	{ sameClusters, estimate = estimateShares }: { sameClusters: boolean; estimate?: Estimating },
): EstimateDifference[] {
	const { totals, strata } = joinRounds(before, after, sameClusters)
	const to = estimate(after.totals, after.strata)
	return estimate(before.totals, before.strata).map((from, g) =>
		differenceOf(
			{ estimate: from, ratio: ratioOf(totals, g) },
			{ estimate: to[g] as Estimate, ratio: ratioOf(totals, before.totals.groups + g) },
			strata,
		),
	)
}

/**
 * Estimates the differences of two indicators of the same interviews, by group: reached by the campaign minus
 * claims to have seen the decoy; women minus men.
 */
export function estimateIndicatorDifferences(
	from: ClusterTotals,
	to: ClusterTotals,
	strata: Strata,
	estimate: Estimating = estimateShares,
): EstimateDifference[] {
	const other = estimate(to, strata)
	return estimate(from, strata).map((each, g) =>
		differenceOf(
			{ estimate: each, ratio: ratioOf(from, g) },
			{ estimate: other[g] as Estimate, ratio: ratioOf(to, g) },
			strata,
		),
	)
}

interface DifferenceSide {
	readonly estimate: Estimate
	readonly ratio: Ratio
}

function differenceOf(from: DifferenceSide, to: DifferenceSide, strata: Strata): EstimateDifference {
	const both = { from: from.estimate, to: to.estimate }
	const scores = combine([1, to.ratio.scores], [-1, from.ratio.scores])
	const df = freedomOf(scores, strata)
	const isTooFew = both.from.isTooFew || both.to.isTooFew
	const spread = variance(scores, strata)
	const value = both.from.value === null || both.to.value === null ? null : both.to.value - both.from.value
	if (value === null || spread === null || df < 1)
		return { ...both, value, se: null, df, interval: null, p: null, isTooFew: true }
	const se = Math.sqrt(spread + edgeVariance(both.from) + edgeVariance(both.to))
	if (se === 0) return { ...both, value, se, df, interval: null, p: null, isTooFew }
	const interval = waldInterval(value, se, df)
	return { ...both, value, se, df, interval, p: 2 * tTail(Math.abs(value) / se, df), isTooFew }
}

/**
 * Returns the variance of a share of 0 or 1, which has no variance of its own but is not certain: it is
 * derived from the length of its interval.
 */
function edgeVariance({ deffIs, halfWidth, df }: Estimate): number {
	return deffIs === 'own' || halfWidth === null ? 0 : (halfWidth / t95(df)) ** 2
}

/**
 * Judges many comparisons. Without adjustment one in twenty would be called a change although there is none:
 * at most 5 in 100 of the changes found are expected to be false (Benjamini and Hochberg 1995). Those with
 * too few interviews are not counted.
 */
export function judgeChanges(differences: readonly EstimateDifference[]): JudgedChange[] {
	const tested = differences.filter(({ isTooFew }) => !isTooFew)
	const adjusted = new Map(adjustForMany(tested.map(({ p }) => p ?? 1)).map((p, i) => [tested[i], p]))
	return differences.map((each) => {
		const adjustedP = adjusted.get(each) ?? null
		const verdict = adjustedP === null ? null : adjustedP <= maxFalse ? 'change' : 'no-reliable-change'
		return { ...each, adjustedP, verdict }
	})
}

/**
 * Judges each family of comparisons separately: `family` is the family of a list. Comparisons elsewhere, such
 * as an indicator that is added later, change no verdict here (methods §6: the headline indicators by
 * district are one family of 124). `comparisons`: number in the family with enough interviews.
 */
export function judgeFamilies(
	lists: readonly { readonly family: string; readonly differences: readonly EstimateDifference[] }[],
): { readonly changes: readonly JudgedChange[]; readonly comparisons: number }[] {
	const judged = new Map<string, JudgedChange[]>()
	for (const family of new Set(lists.map((list) => list.family)))
		judged.set(
			family,
			judgeChanges(lists.flatMap((list) => (list.family === family ? list.differences : []))),
		)
	const taken = new Map<string, number>()
	return lists.map(({ family, differences }) => {
		const all = judged.get(family) ?? []
		const from = taken.get(family) ?? 0
		taken.set(family, from + differences.length)
		return {
			changes: all.slice(from, from + differences.length),
			comparisons: all.filter(({ isTooFew }) => !isTooFew).length,
		}
	})
}

const maxFalse = 0.05

/**
 * Returns for each p the smallest false discovery rate at which it is called a change (R's `p.adjust`, method
 * BH).
 */
export function adjustForMany(ps: readonly number[]): number[] {
	const adjusted = new Array<number>(ps.length)
	const fromLargest = [...ps.keys()].sort((a, b) => (ps[b] as number) - (ps[a] as number))
	let least = 1
	for (const [i, index] of fromLargest.entries()) {
		least = Math.min(least, ((ps[index] as number) * ps.length) / (ps.length - i))
		adjusted[index] = least
	}
	return adjusted
}
