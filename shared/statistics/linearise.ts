import type { ClusterTotals } from './cluster-totals.ts'
import type { Strata } from './strata.ts'

/**
 * Contribution of each cluster to the error of an estimate (linearised scores). Missing clusters contribute
 * 0.
 */
export type Scores = ReadonlyMap<number, number>

/** A share or mean of a group: Σ w y / Σ w. */
export interface Ratio {
	/** Interviews in its base. */
	readonly n: number
	/** Null without interviews. */
	readonly value: number | null
	readonly scores: Scores
	/**
	 * Variance if the same interviews were a simple random sample with replacement; null with fewer than two.
	 */
	readonly simpleVariance: number | null
}

/**
 * Computes a ratio with its scores. By Taylor linearisation a cluster's score is (Σ w y − value × Σ w) / Σ w
 * of all (Woodruff 1971; Särndal, Swensson and Wretman 1992, section 5.7).
 */
export function ratioOf(totals: ClusterTotals, group: number): Ratio {
	const [from, to] = [totals.from[group] as number, totals.from[group + 1] as number]
	const total = (column: Float64Array) => {
		let sum = 0
		for (let row = from; row < to; row++) sum += column[row] as number
		return sum
	}
	const [n, weight] = [total(totals.n), total(totals.weight)]
	if (n === 0) return { n, value: null, scores: new Map(), simpleVariance: null }
	const value = total(totals.sum) / weight
	const square = total(totals.squares) / weight
	const spread = square - value * value
	const scores = new Map<number, number>()
	for (let row = from; row < to; row++) {
		const asAll = value * (totals.weight[row] as number)
		const score = (totals.sum[row] as number) - asAll
		scores.set(totals.cluster[row] as number, isRounding(score, asAll) ? 0 : score / weight)
	}
	const simpleVariance = n < 2 ? null : isRounding(spread, square) ? 0 : spread / (n - 1)
	return { n, value, scores, simpleVariance }
}

/** True if a difference from the mean is rounding only, because all answers are the same. */
const isRounding = (left: number, of: number): boolean => Math.abs(left) <= 1e-12 * Math.abs(of)

/**
 * Returns the scores of a linear combination of estimates from the same clusters: [1, a], [-1, b] for the
 * difference of two.
 */
export function combine(...terms: readonly (readonly [factor: number, scores: Scores])[]): Scores {
	const all = new Map<number, number>()
	for (const [factor, scores] of terms)
		for (const [cluster, score] of scores) all.set(cluster, (all.get(cluster) ?? 0) + factor * score)
	return all
}

/**
 * Returns Σ over strata of k / (k − 1) × Σ over their k clusters of (a − mean a)(b − mean b): first stage
 * with replacement; clusters without members of a group count as 0. Null if a stratum has one cluster and
 * could not be merged.
 */
export function covariance(a: Scores, b: Scores, { stratum, clusters }: Strata): number | null {
	const sums = Array.from(clusters, () => ({ a: 0, b: 0, products: 0 }))
	const sumsOf = (cluster: number) => sums[stratum[cluster] as number] as (typeof sums)[number]
	for (const [cluster, score] of a) {
		sumsOf(cluster).a += score
		sumsOf(cluster).products += score * (b.get(cluster) ?? 0)
	}
	for (const [cluster, score] of b) sumsOf(cluster).b += score
	let all = 0
	for (const [h, k] of clusters.entries()) {
		const { a, b, products } = sums[h] as (typeof sums)[number]
		if (k > 1) all += (k / (k - 1)) * (products - (a * b) / k)
		else if (k === 1) return null
	}
	return all
}

export function variance(scores: Scores, strata: Strata): number | null {
	const found = covariance(scores, scores, strata)
	return found && Math.max(0, found)
}

/** Returns the degrees of freedom: clusters that have members, minus their strata. */
export function freedomOf(scores: Scores, { stratum }: Strata): number {
	return scores.size - new Set([...scores.keys()].map((cluster) => stratum[cluster])).size
}
