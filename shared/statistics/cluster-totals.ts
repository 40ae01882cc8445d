import { leastClusters } from './minimum-base.ts'
import { type Strata, strataOf } from './strata.ts'

/** Interviews in columns, one row per interview. */
export interface InterviewColumns {
	/** Cluster from 0; -1 for none: such an interview is not counted. */
	readonly cluster: ArrayLike<number>
	/** Only weights above 0 count. */
	readonly weight: ArrayLike<number>
	/** Number of clusters. */
	readonly clusters: number
}

/** Groups of interviews: by district, sex, … */
export interface Domain {
	/** Group of each interview, from 0; -1 for none. */
	readonly group: ArrayLike<number>
	readonly groups: number
}

const columns = ['n', 'weight', 'sum', 'squares'] as const

/**
 * Totals of the interviews by group and cluster: all that an estimate, its variance and its tests need. One
 * row for each cluster that has interviews of a group, in order of groups, then clusters.
 */
export interface ClusterTotals extends Readonly<Record<(typeof columns)[number], Float64Array>> {
	readonly groups: number
	readonly clusters: number
	/** The rows of group g begin at `from[g]` and end before `from[g + 1]`. */
	readonly from: Int32Array
	readonly cluster: Int32Array
	// n: interviews; weight: sum of their weights w; sum: of w y; squares: of w y²
}

/**
 * Sums the answers. `y` is 1 for yes and 0 for no, or a number; NaN: outside of the base. Without a domain
 * all interviews are group 0.
 */
export function clusterTotals(
	{ cluster, weight, clusters }: InterviewColumns,
	y: ArrayLike<number>,
	domain?: Domain,
): ClusterTotals {
	const rows = new Int32Array(cluster.length).fill(-1)
	for (let i = 0; i < rows.length; i++) {
		const c = cluster[i] as number
		const g = domain ? (domain.group[i] as number) : 0
		if (c >= 0 && g >= 0 && (weight[i] as number) > 0 && !Number.isNaN(y[i])) rows[i] = g * clusters + c
	}
	const totals = layRows(domain?.groups ?? 1, clusters, rows)
	for (let i = 0; i < rows.length; i++) {
		const row = rows[i] as number
		if (row < 0) continue
		const w = weight[i] as number
		const value = y[i] as number
		add(totals.n, row, 1)
		add(totals.weight, row, w)
		add(totals.sum, row, w * value)
		add(totals.squares, row, w * value * value)
	}
	return totals
}

/** Counts that decide whether a group is too small to publish. */
export interface GroupCount {
	readonly n: number
	readonly clusters: number
	/**
	 * For groups in few clusters: clusters that are counted for no other such group, so that they can be added.
	 */
	readonly ownClusters: number
	/** Number of interviews, including those outside of the base. */
	readonly size: number
}

/** Counts the interviews in the base (`isIn` is 1) and their clusters, by group. */
export function countGroups(
	{ cluster, clusters }: Pick<InterviewColumns, 'cluster' | 'clusters'>,
	isIn: ArrayLike<number>,
	{ group, groups }: Domain,
): GroupCount[] {
	const found = Array.from({ length: groups }, () => ({ n: 0, clusters: 0, ownClusters: 0, size: 0 }))
	const isSeen = new Uint8Array(groups * clusters)
	for (let i = 0; i < cluster.length; i++) {
		const [c, g] = [cluster[i] as number, group[i] as number]
		if (c < 0 || g < 0) continue
		const own = found[g] as (typeof found)[number]
		own.size++
		if (isIn[i] !== 1) continue
		own.n++
		own.clusters += 1 - (isSeen[g * clusters + c] as number)
		isSeen[g * clusters + c] = 1
	}
	const inFew = [...found.entries()].filter(([, each]) => each.n > 0 && each.clusters < leastClusters)
	for (let c = 0; c < clusters && inFew.length > 0; c++) {
		let owner: (typeof found)[number] | undefined
		for (const [g, each] of inFew)
			if (
				isSeen[g * clusters + c] === 1 &&
				each.ownClusters < (owner?.ownClusters ?? Number.POSITIVE_INFINITY)
			)
				owner = each
		if (owner) owner.ownClusters++
	}
	return found
}

/** Merges all groups into one. Each interview is in one group only. */
export function inOneGroup(totals: ClusterTotals): ClusterTotals {
	const rows = Int32Array.from(totals.cluster)
	const all = layRows(1, totals.clusters, rows)
	for (const [i, row] of rows.entries())
		for (const column of columns) add(all[column], row, totals[column][i] as number)
	return all
}

/**
 * Creates empty rows for all keys (group × clusters + cluster; -1 for none), and replaces each key by the
 * number of its row.
 */
function layRows(groups: number, clusters: number, keys: Int32Array): ClusterTotals {
	const rowOf = new Int32Array(groups * clusters).fill(-1)
	for (const key of keys) if (key >= 0) rowOf[key] = 0
	const from = new Int32Array(groups + 1)
	const cluster: number[] = []
	for (let g = 0; g < groups; g++) {
		for (let c = 0; c < clusters; c++)
			if (rowOf[g * clusters + c] === 0) rowOf[g * clusters + c] = cluster.push(c) - 1
		from[g + 1] = cluster.length
	}
	for (let i = 0; i < keys.length; i++)
		if ((keys[i] as number) >= 0) keys[i] = rowOf[keys[i] as number] as number
	const zeros = () => new Float64Array(cluster.length)
	return {
		groups,
		clusters,
		from,
		cluster: Int32Array.from(cluster),
		n: zeros(),
		weight: zeros(),
		sum: zeros(),
		squares: zeros(),
	}
}

function add(column: Float64Array, row: number, more: number): void {
	column[row] = (column[row] as number) + more
}

/**
 * Computes the strata of these interviews, whatever their answers: all estimates of a round share them.
 * `stratum` and `district` as in `strataOf`.
 */
export function computeStrata(
	{ cluster, weight, clusters }: InterviewColumns,
	from: { readonly stratum: ArrayLike<number>; readonly district?: ArrayLike<number> },
): Strata {
	const lines = new Int32Array(clusters)
	for (let i = 0; i < cluster.length; i++) {
		const c = cluster[i] as number
		if (c >= 0 && (weight[i] as number) > 0) lines[c] = (lines[c] as number) + 1
	}
	return strataOf({ ...from, lines })
}
