/** How clusters lie in strata: the first stage of the sample, as far as variances ask for it. */
export interface Strata {
	/** Of each cluster its stratum as it is reckoned with: one of a single cluster has joined another. */
	readonly stratum: Int32Array
	/** Of each stratum its clusters that have a line. */
	readonly clusters: Int32Array
	/** Of each stratum 1 where others joined it. */
	readonly isMerged: Uint8Array
	/** What it was made of. */
	readonly from: Clusters
}

/** A row a cluster; strata are numbered from 0. */
export interface Clusters {
	readonly stratum: ArrayLike<number>
	/** How many lines with a weight it has. A cluster without any is no part of the sample that came in. */
	readonly lines: ArrayLike<number>
	/** Of each stratum its district: those of a district join each other before any other. Without it every neighbour is as near. */
	readonly district?: ArrayLike<number>
}

/**
 * A stratum with a single cluster says nothing of how clusters differ, so it joins its neighbour: the next one of its district, else the one before it
 * there, else the next one at all, else the one before (collapsed strata: Wolter, Introduction to Variance Estimation, 2007, section 2.5).
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

/** The stratum that is nearest by the rule above; null where no other has a line. */
function neighbourOf(h: number, clusters: Int32Array, district?: ArrayLike<number>): number | null {
	const others = [...clusters.keys()].filter((k) => k !== h && clusters[k] !== 0)
	const [after, before] = [others.filter((k) => k > h), others.filter((k) => k < h).reverse()]
	const isOwn = (k: number) => district !== undefined && district[k] === district[h]
	return [...after.filter(isOwn), ...before.filter(isOwn), ...after, ...before][0] ?? null
}
