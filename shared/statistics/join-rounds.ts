import type { ClusterTotals } from './cluster-totals.ts'
import { type Strata, strataOf } from './strata.ts'

/** Totals of one indicator in a round by group, with the strata of that round. */
export interface RoundTotals {
	readonly totals: ClusterTotals
	readonly strata: Strata
}

/**
 * Joins two rounds to one sample: the groups of the first, then those of the second. The same clusters,
 * numbered alike in both, are joined; new ones get strata of their own, so that no cluster is compared with
 * one of the other round.
 */
export function joinRounds(before: RoundTotals, after: RoundTotals, sameClusters: boolean): RoundTotals {
	const [a, b] = [before.totals, after.totals]
	const [clusters, rows] = [sameClusters ? 0 : a.clusters, a.cluster.length]
	const floats = (one: Float64Array, other: Float64Array) => Float64Array.from([...one, ...other])
	return {
		totals: {
			groups: a.groups + b.groups,
			clusters: clusters + b.clusters,
			from: joined(a.from.subarray(0, a.groups), b.from, rows),
			cluster: joined(a.cluster, b.cluster, clusters),
			n: floats(a.n, b.n),
			weight: floats(a.weight, b.weight),
			sum: floats(a.sum, b.sum),
			squares: floats(a.squares, b.squares),
		},
		strata: sameClusters
			? strataOf({
					...after.strata.from,
					lines: Int32Array.from(
						after.strata.from.lines,
						(lines, c) => lines + (before.strata.from.lines[c] ?? 0),
					),
				})
			: bothStrata(before.strata, after.strata),
	}
}

function bothStrata(before: Strata, after: Strata): Strata {
	const strata = before.clusters.length
	const { from: a } = before
	return {
		stratum: joined(before.stratum, after.stratum, strata),
		clusters: joined(before.clusters, after.clusters),
		isMerged: Uint8Array.from([...before.isMerged, ...after.isMerged]),
		from: a,
	}
}

/** Concatenates two columns; numbers of the second are increased by `by`. */
const joined = (one: Int32Array, other: Int32Array, by = 0): Int32Array =>
	Int32Array.from([...one, ...other.map((each) => each + by)])
