import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'

/** An interview of a synthetic sample. -1: outside of the base, or in no group. */
export interface SyntheticSampleLine {
	readonly round: 0 | 1
	readonly cluster: number
	readonly weight: number
	/** 1 for yes, 0 for no. */
	readonly yes: number
	/** 1 for a claim to have seen the decoy, else 0. */
	readonly decoy: number
	/** 0 to 9 */
	readonly score: number
	/** 0 to 2 */
	readonly group: number
	/** 0 to 3 */
	readonly category: number
}

/**
 * Two rounds of interviews in clusters of unequal size, some of them alone in their stratum; two strata make
 * a district.
 */
export interface RandomSample {
	readonly stratum: readonly number[]
	readonly district: readonly number[]
	readonly lines: readonly SyntheticSampleLine[]
	/** True if the second round visited the clusters of the first. */
	readonly sameClusters: boolean
}

export function randomSample(seed: number): RandomSample {
	const random = seededRandom(seed)
	const strata = 2 + random.below(7)
	const stratum = Array.from({ length: strata }, (_, h) =>
		Array(random.chance(0.2) ? 1 : 2 + random.below(6)).fill(h),
	).flat()
	// near 0, near 1 or between
	const share = random.pick([0.01, 0.04, 0.3, 0.55, 0.7, 0.98])
	const lines = stratum.flatMap((_, cluster) =>
		([0, 1] as const).flatMap((round) =>
			clusterLines(random, { round, cluster, share: share + round * 0.02 }),
		),
	)
	return {
		stratum,
		district: Array.from({ length: strata }, (_, h) => h >> 1),
		lines,
		sameClusters: random.chance(0.5),
	}
}

function clusterLines(
	random: SeededRandom,
	{ round, cluster, share }: { round: 0 | 1; cluster: number; share: number },
): SyntheticSampleLine[] {
	const leaning = (random.next() - 0.5) * 0.3
	const chance = Math.min(1, Math.max(0, share + (random.chance(0.7) ? leaning : 0)))
	// a cluster that one of the two rounds did not reach
	const size = random.chance(0.05) ? 0 : 1 + random.below(15)
	return Array.from({ length: size }, (): SyntheticSampleLine => {
		const group = random.below(4) - 1
		return {
			round,
			cluster,
			group,
			weight: Math.round(1000 * (0.2 + random.next() ** 3 * 9)) / 1000,
			yes: random.chance(0.05) ? -1 : Number(random.chance(chance)),
			decoy: random.chance(0.05) ? -1 : Number(random.chance(0.1)),
			score: random.chance(0.05) ? -1 : Math.floor(random.next() * (6 + 4 * chance)),
			category: random.chance(0.05) ? -1 : Math.min(3, random.below(4) + (group === 2 ? random.below(2) : 0)),
		}
	})
}

/** Samples for which R's survey computed the results in shared/statistics/survey-agreement.csv. */
export const agreedSamples: ReadonlyMap<number, RandomSample> = new Map(
	Array.from({ length: 100 }, (_, i) => [i + 1, randomSample(i + 1)]),
)

/** Returns the first `count` of these samples as CSV, one row per interview. */
export function agreedSamplesCsv(count = agreedSamples.size): string {
	const columns = ['round', 'cluster', 'weight', 'yes', 'decoy', 'score', 'group', 'category'] as const
	const rows = [...agreedSamples]
		.slice(0, count)
		.flatMap(([seed, { stratum, district, lines, sameClusters }]) =>
			lines.map((line) => {
				const h = stratum[line.cluster] as number
				return [seed, Number(sameClusters), h, district[h], ...columns.map((column) => line[column])]
			}),
		)
	return [['sample', 'same', 'stratum', 'district', ...columns], ...rows]
		.map((row) => `${row.join(',')}\n`)
		.join('')
}
