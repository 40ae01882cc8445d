import { type ClusterTotals, inOneGroup } from './cluster-totals.ts'
import { clopperPearsonInterval, type Interval, t95, waldInterval } from './intervals.ts'
import { freedomOf, type Ratio, ratioOf, variance } from './linearise.ts'
import { hasTooFew } from './minimum-base.ts'
import type { Strata } from './strata.ts'

/** A share is imprecise if half its interval is longer than this. */
const maxHalfWidth = 0.1

/**
 * A weighted share (0 to 1) or mean of one group. A value is null if there are too few interviews or
 * clusters.
 */
export interface Estimate {
	/** Interviews in the base, unweighted. */
	readonly n: number
	/** Clusters with such interviews. */
	readonly clusters: number
	readonly value: number | null
	readonly se: number | null
	readonly df: number
	/**
	 * Design effect: ratio of the variance to that of a simple random sample with replacement (R's `deff =
	 * "replace"`).
	 */
	readonly deff: number | null
	/**
	 * Origin of the design effect. A share of 0 or 1 has none of its own: it is that of all groups together, or
	 * 1. Must be shown next to the interval.
	 */
	readonly deffIs: 'own' | 'neighbour' | 'assumed'
	/** Effective sample size, adjusted for the degrees of freedom; never more than n. */
	readonly effective: number | null
	/** 95% confidence interval: Korn and Graubard's for a share, value ± t SE for a mean. */
	readonly interval: Interval | null
	/** Half the length of the interval. */
	readonly halfWidth: number | null
	/**
	 * True with fewer than 30 interviews or 5 clusters, or without an interval: no estimate of this is to be
	 * shown.
	 */
	readonly isTooFew: boolean
	/** True for a share with more than 10 points on either side: shown grey. */
	readonly isWide: boolean
	/** True if a stratum with one cluster was merged with its neighbour. */
	readonly isMerged: boolean
}

/**
 * Estimates the share of yes in each group. The interval is Clopper and Pearson's on the effective size p (1
 * − p) / V × (t of n − 1 / t of df)², t for 95 % (Korn and Graubard 1998), never more than n (NCHS, Data
 * Presentation Standards for Proportions, 2017). A share of 0 or 1 gets the design effect of all groups
 * together, if that is above 1 (methods §5). Its coverage, by size of the share, clusters and weights:
 * known-truth.test.ts.
 */
export function estimateShares(totals: ClusterTotals, strata: Strata): Estimate[] {
	let around: number | null | undefined
	return ratiosOf(totals).map((ratio) => {
		const own = ownFigures(ratio, strata)
		const isEdge = own.value === 0 || own.value === 1
		if (isEdge && around === undefined) around = ownFigures(ratioOf(inOneGroup(totals), 0), strata).deff
		const neighbour = around && around > 1 ? around : null
		const deff = isEdge ? (neighbour ?? 1) : own.deff
		const effective = effectiveOf(isEdge ? own.n : own.n - 1, { ...own, deff })
		return finish({
			...own,
			deff,
			deffIs: !isEdge ? 'own' : neighbour === null ? 'assumed' : 'neighbour',
			effective,
			interval:
				own.value === null || effective === null ? null : clopperPearsonInterval(own.value, effective),
		})
	})
}

/** Estimates the mean of a number, such as a score, in each group. */
export function estimateMeans(totals: ClusterTotals, strata: Strata): Estimate[] {
	return ratiosOf(totals).map((ratio) => {
		const own = ownFigures(ratio, strata)
		const { value, se, df, n } = own
		// without any variance there is no interval
		const interval = value === null || !se || df < 1 ? null : waldInterval(value, se, df)
		return {
			...finish({ ...own, deffIs: 'own', effective: effectiveOf(n - 1, own), interval }),
			isWide: false,
		}
	})
}

const ratiosOf = (totals: ClusterTotals): Ratio[] =>
	Array.from({ length: totals.groups }, (_, group) => ratioOf(totals, group))

function ownFigures({ n, value, scores, simpleVariance }: Ratio, strata: Strata) {
	const spread = n === 0 ? null : variance(scores, strata)
	return {
		n,
		clusters: scores.size,
		value,
		df: freedomOf(scores, strata),
		se: spread === null ? null : Math.sqrt(spread),
		deff: spread === null || !simpleVariance ? null : spread / simpleVariance,
		isMerged: [...scores.keys()].some((cluster) => strata.isMerged[strata.stratum[cluster] as number] === 1),
	}
}

const effectiveOf = (simple: number, { n, deff, df }: Pick<Estimate, 'n' | 'deff' | 'df'>): number | null =>
	deff === null || df < 1 || n < 2 ? null : Math.min(n, (simple / deff) * (t95(n - 1) / t95(df)) ** 2)

function finish(found: Omit<Estimate, 'halfWidth' | 'isTooFew' | 'isWide'>): Estimate {
	const { n, clusters, interval } = found
	const halfWidth = interval && (interval.high - interval.low) / 2
	return {
		...found,
		halfWidth,
		isWide: (halfWidth ?? 0) > maxHalfWidth,
		isTooFew: hasTooFew(n, clusters) || interval === null,
	}
}
