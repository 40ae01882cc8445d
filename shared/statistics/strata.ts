/** Assignment of clusters to strata: the first stage of the sample, as far as variances need it. */
export interface Strata {
	/** Stratum of each cluster; a stratum with a single cluster is merged with another. */
	readonly stratum: Int32Array
	/** Number of clusters with interviews in each stratum. */
	readonly clusters: Int32Array
	/** 1 for each stratum that others were merged into. */
	readonly isMerged: Uint8Array
	/** The input it was computed from. */
	readonly from: Clusters
}

/** Input of strata: one row per cluster; strata are numbered from 0. */
export interface Clusters {
	readonly stratum: ArrayLike<number>
	/**
	 * Number of weighted interviews in each cluster. A cluster without any is not part of the realised sample.
	 */
	readonly lines: ArrayLike<number>
	/**
	 * District of each stratum: strata of a district are merged with each other first. Without it all neighbours
	 * are equal.
	 */
	readonly district?: ArrayLike<number>
}

/**
 * Assigns strata. A stratum with a single cluster gives no variance between clusters, so it is merged with
 * its neighbour: the next one of its district, else the previous one there, else the next one at all, else
 * the previous one (collapsed strata: Wolter, Introduction to Variance Estimation, 2007, section 2.5).
 */
export function strataOf(from: Clusters): Strata {
	const { stratum, lines, district } = from
	const clusters = new Int32Array(1 + Math.max(-1, ...new Set(Array.from(stratum))))
	for (let c = 0; c < stratum.length; c++)
		if ((lines[c] as number) > 0) {
			const h = stratum[c] as number
			clusters[h] = (clusters[h] as number) + 1
		}
	const joined = Int32Array.from(clusters, (_, h) => h)
	const isMerged = new Uint8Array(clusters.length)
	for (const h of clusters.keys()) {
		const other = clusters[h] === 1 ? neighbourOf(h, clusters, district) : null
		if (other === null) continue
		clusters[other] = (clusters[other] as number) + 1
		clusters[h] = 0
		joined[h] = other
		isMerged[other] = 1
	}
	return { stratum: Int32Array.from(stratum, (h) => joined[h] as number), clusters, isMerged, from }
}

/** Returns the nearest stratum by the rule of `strataOf`; null if no other has interviews. */
function neighbourOf(h: number, clusters: Int32Array, district?: ArrayLike<number>): number | null {
	const others = [...clusters.keys()].filter((k) => k !== h && clusters[k] !== 0)
	const [after, before] = [others.filter((k) => k > h), others.filter((k) => k < h).reverse()]
	const isOwn = (k: number) => district !== undefined && district[k] === district[h]
	return [...after.filter(isOwn), ...before.filter(isOwn), ...after, ...before][0] ?? null
}
