import type { ClusterTotals } from './cluster-totals.ts'
import { tTail } from './distributions.ts'
import { type Estimate, type estimateMeans, estimateShares } from './estimate.ts'
import { type Interval, t95, waldInterval } from './intervals.ts'
import { joinRounds, type RoundTotals } from './join-rounds.ts'
import { combine, freedomOf, type Ratio, ratioOf, variance } from './linearise.ts'
import type { Strata } from './strata.ts'

/** `to` less `from`. What is null there were not enough interviews or clusters to say, or nobody differs from anybody. */
export interface EstimateDifference {
	readonly from: Estimate
	readonly to: Estimate
	readonly value: number | null
	readonly se: number | null
	readonly df: number
	/** value ± t SE, 95 %. */
	readonly interval: Interval | null
	/** How likely at least such a difference is, either way, where in truth there is none: by Student's t. */
	readonly p: number | null
	/** One of the two has too few: no figure of this is to be shown. */
	readonly isTooFew: boolean
}

/** Nobody knows from two rounds what made a change, so no word says more than that there is one. */
export type Verdict = 'change' | 'no-reliable-change'

export interface JudgedChange extends EstimateDifference {
	/** What `p` is among all of the list: see `judgeChanges`. */
	readonly adjustedP: number | null
	/** Null where too few were asked. */
	readonly verdict: Verdict | null
}

/** Whose figures are compared: shares, or means with `estimateMeans`. */
type Estimating = typeof estimateShares | typeof estimateMeans

/**
 * From one round to the next, by group. With new clusters variances add up; of the same clusters (numbered alike in both rounds) each is held against
 * itself, so that what both rounds have in common goes out: V1 + V2 − 2 Cov.
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

/** Of two figures of the same interviews, by group: those who saw the campaign less those who say they saw what never was; women less men. */
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

/** A share of 0 or 1 has no spread of its own, which does not make it certain: its variance is that of which its interval is as long. */
function edgeVariance({ deffIs, halfWidth, df }: Estimate): number {
	return deffIs === 'own' || halfWidth === null ? 0 : (halfWidth / t95(df)) ** 2
}

/**
 * Of many comparisons, one in twenty would be called a change though there is none. At most 5 in 100 of those called so here are expected to be
 * (Benjamini and Hochberg 1995). Those with too few are not among them.
 */
export function judgeChanges(differences: readonly EstimateDifference[]): JudgedChange[] {
	const asked = differences.filter(({ isTooFew }) => !isTooFew)
	const adjusted = new Map(adjustForMany(asked.map(({ p }) => p ?? 1)).map((p, i) => [asked[i], p]))
	return differences.map((each) => {
		const adjustedP = adjusted.get(each) ?? null
		const verdict = adjustedP === null ? null : adjustedP <= mostFalse ? 'change' : 'no-reliable-change'
		return { ...each, adjustedP, verdict }
	})
}

/**
 * Judges each family of comparisons by itself: `family` says of each list to which it belongs. So what is compared elsewhere, as an indicator that is added
 * later, changes no verdict here (methods §6: the headline indicators by district are one family of 124). `comparisons`: how many have enough in its family.
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

const mostFalse = 0.05

/** Of each p the smallest share of false ones at which it is among those called a change (R's `p.adjust`, method BH). */
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
