import type { SeededRandom } from '#shared/kernel/seeded-random'
import { clusterTotals, computeStrata } from '#shared/statistics/cluster-totals'
import { type Estimate, estimateShares } from '#shared/statistics/estimate'

/** Districts with a known true share, sampled with 20 clusters and 300 interviews in each. */
export interface CoverageCell {
	/** True share, 0 to 1. */
	readonly share: number
	/** Intra-cluster correlation: clusters have shares of a beta distribution. */
	readonly icc: number
	/** Coefficient of variation of the weights, log-normal; they are independent of the answers. */
	readonly weightSpread: number
	/** Clusters of 3 to 27 interviews instead of 15. */
	readonly hasUnequalClusters: boolean
}

/** Districts with the same true share; a share of 0 takes its design effect from the others. */
const districts = 10
const [clusters, perCluster] = [20, 15]

/**
 * Shares from 1 to 55 % (as H4, H3 and H1 of a district), correlations and weights as surveys have them, and
 * beyond.
 */
export const coverageCells: readonly CoverageCell[] = [0.01, 0.02, 0.05, 0.1, 0.3, 0.55].flatMap((share) =>
	[0.02, 0.05, 0.15].flatMap((icc) => [
		...[0, 0.5, 1].map((weightSpread) => ({ share, icc, weightSpread, hasUnequalClusters: false })),
		{ share, icc, weightSpread: 0.5, hasUnequalClusters: true },
	]),
)

export const cellName = ({ share, icc, weightSpread, hasUnequalClusters }: CoverageCell): string =>
	`share ${Math.round(share * 100)} %, correlation ${icc}, weights ${weightSpread}${hasUnequalClusters ? ', unequal clusters' : ''}`

/**
 * Returns how often the 95 % interval of a district's share misses the true value in simulated rounds; 0 to
 * 1.
 */
export function missedShare(cell: CoverageCell, rounds: number, random: SeededRandom): number {
	let missed = 0
	for (let round = 0; round < rounds; round++)
		for (const { interval } of estimatesOfRound(cell, random))
			if (!interval || interval.low > cell.share || interval.high < cell.share) missed++
	return missed / (rounds * districts)
}

function estimatesOfRound(cell: CoverageCell, random: SeededRandom): readonly Estimate[] {
	const [cluster, weight, y]: [number[], number[], number[]] = [[], [], []]
	for (let c = 0; c < districts * clusters; c++) {
		const chance = betaDraw(cell, random)
		const size = cell.hasUnequalClusters ? 3 + random.below(25) : perCluster
		for (let i = 0; i < size; i++) {
			cluster.push(c)
			weight.push(logNormalDraw(cell.weightSpread, random))
			y.push(Number(random.chance(chance)))
		}
	}
	const lines = { cluster, weight, clusters: districts * clusters }
	const districtOf = (c: number) => Math.floor(c / clusters)
	const strata = computeStrata(lines, {
		stratum: Int32Array.from({ length: lines.clusters }, (_, c) => districtOf(c)),
	})
	return estimateShares(
		clusterTotals(lines, y, { group: cluster.map(districtOf), groups: districts }),
		strata,
	)
}

function normalDraw(random: SeededRandom): number {
	return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

function logNormalDraw(spread: number, random: SeededRandom): number {
	return spread === 0 ? 1 : Math.exp(Math.sqrt(Math.log1p(spread ** 2)) * normalDraw(random))
}

/** Draws the share of a cluster from a beta distribution: of two gamma draws, the first over their sum. */
function betaDraw({ share, icc }: CoverageCell, random: SeededRandom): number {
	const both = (1 - icc) / icc
	const [one, other] = [gammaDraw(share * both, random), gammaDraw((1 - share) * both, random)]
	return one + other === 0 ? Number(random.chance(share)) : one / (one + other)
}

/** Draws from a gamma distribution (Marsaglia and Tsang 2000); below a shape of 1 by a draw of shape + 1. */
function gammaDraw(shape: number, random: SeededRandom): number {
	if (shape < 1) return gammaDraw(shape + 1, random) * (1 - random.next()) ** (1 / shape)
	const d = shape - 1 / 3
	for (;;) {
		const x = normalDraw(random)
		const v = (1 + x / Math.sqrt(9 * d)) ** 3
		if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
	}
}
