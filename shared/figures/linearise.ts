import type { ClusterTotals } from './cluster-totals.ts'
import type { Strata } from './strata.ts'

/** What each cluster adds to how far an estimate lies from the truth. Clusters that are not named add 0. */
export type Scores = ReadonlyMap<number, number>

/** A share or mean of a group: Σ w y / Σ w. */
export interface Ratio {
	/** Interviews in its base. */
	readonly n: number
	/** Null where there is none. */
	readonly value: number | null
	readonly scores: Scores
	/** What the variance would be if the same interviews had been drawn one by one, with replacement; null under two of them. */
	readonly simpleVariance: number | null
}

/** By Taylor linearisation a cluster's score is (Σ w y − value × Σ w) / Σ w of all (Woodruff 1971; Särndal, Swensson and Wretman 1992, section 5.7). */
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

/** Where all say the same, what is left of their difference from the mean is rounding. */
const isRounding = (left: number, of: number): boolean => Math.abs(left) <= 1e-12 * Math.abs(of)

/** Of a sum of estimates, each times a factor, from the same clusters: [1, a], [-1, b] for the difference of two. */
export function combine(...terms: readonly (readonly [factor: number, scores: Scores])[]): Scores {
	const all = new Map<number, number>()
	for (const [factor, scores] of terms)
		for (const [cluster, score] of scores) all.set(cluster, (all.get(cluster) ?? 0) + factor * score)
	return all
}

/**
 * Σ over strata of k / (k − 1) × Σ over their k clusters of (a − mean a)(b − mean b): first stage with replacement, clusters without members of a
 * group among them with 0. Null where a stratum has one cluster that no other could be joined to.
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

/** Degrees of freedom: clusters that have members, less their strata. */
export function freedomOf(scores: Scores, { stratum }: Strata): number {
	return scores.size - new Set([...scores.keys()].map((cluster) => stratum[cluster])).size
}
