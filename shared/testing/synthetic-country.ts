import type { SeededRandom } from '#shared/kernel/seeded-random'
import type { WeightingInterviews } from '#shared/statistics/weights'

/**
 * A synthetic population with known true shares, from which rounds of interviews are drawn as in our design
 * (methods §3).
 */
export interface KnownCountry {
	readonly clusters: readonly KnownCluster[]
	readonly districts: number
	/** True share of yes in the population, by indicator and district. */
	readonly truth: readonly (readonly number[])[]
	/** Population of each district, half of them women. */
	readonly people: readonly number[]
}

interface KnownCluster {
	readonly district: number
	readonly households: number
	/**
	 * Probability of yes by indicator, for a person who lives with one other adult of their sex; `leaning` more
	 * with each further one.
	 */
	readonly chances: readonly number[]
}

/** A round of interviews: the input of weights, and the answers by indicator. */
export interface KnownRound extends WeightingInterviews {
	readonly answers: readonly Int8Array[]
}

/** Numbers of adults of one sex in a household, all equally likely. */
const adults = [1, 2, 3, 4] as const
const meanAdults = 2.5
const leaning = 0.01
const clustersDrawn = 20
const householdsDrawn = 15

const chanceOf = (cluster: KnownCluster, figure: number, eligible: number): number =>
	Math.min(1, Math.max(0, (cluster.chances[figure] as number) + leaning * (eligible - 2)))

/**
 * Generates a population. `shares` are near the true share of each indicator; clusters differ by an
 * intra-cluster correlation of 0.05.
 */
export function knownCountry(
	random: SeededRandom,
	shares: readonly number[],
	districts: number,
): KnownCountry {
	const clusters = Array.from({ length: districts * 150 }, (_, c): KnownCluster => {
		const normal = () => Array.from({ length: 12 }, random.next).reduce((sum, each) => sum + each, -6)
		return {
			district: c % districts,
			households: 50 + random.below(200),
			chances: shares.map((share) => share + normal() * Math.sqrt(0.05 * share * (1 - share))),
		}
	})
	return { clusters, districts, ...countryFigures(clusters, shares.length, districts) }
}

/** Returns the same population after a change of each indicator by `points`. */
export function changed(country: KnownCountry, points: readonly number[]): KnownCountry {
	const clusters = country.clusters.map((cluster) => ({
		...cluster,
		chances: cluster.chances.map((chance, figure) => chance + (points[figure] as number)),
	}))
	return { ...country, clusters, ...countryFigures(clusters, points.length, country.districts) }
}

function countryFigures(clusters: readonly KnownCluster[], figures: number, districts: number) {
	const people = new Array<number>(districts).fill(0)
	const yes = Array.from({ length: figures }, () => new Array<number>(districts).fill(0))
	for (const cluster of clusters)
		for (const eligible of adults) {
			// people of both sexes
			const own = (2 * cluster.households * eligible) / adults.length
			people[cluster.district] = (people[cluster.district] as number) + own
			for (const [figure, of] of yes.entries())
				of[cluster.district] = (of[cluster.district] as number) + own * chanceOf(cluster, figure, eligible)
		}
	return { people, truth: yes.map((of) => of.map((each, d) => each / (people[d] as number))) }
}

/** Draws clusters for a round: in each district 20 by size; one that is drawn twice counts as two. */
export function drawClusters(random: SeededRandom, { clusters, districts }: KnownCountry): number[] {
	return Array.from({ length: districts }, (_, district) => {
		const own = [...clusters.keys()].filter((c) => clusters[c]?.district === district)
		const all = own.reduce((sum, c) => sum + (clusters[c] as KnownCluster).households, 0)
		return Array.from({ length: clustersDrawn }, () => {
			let left = random.next() * all
			const found = own.find((c) => {
				left -= (clusters[c] as KnownCluster).households
				return left < 0
			})
			return found ?? (own.at(-1) as number)
		})
	}).flat()
}

/** Draws interviews in these clusters: 15 in each, men and women in turn. */
export function interviewIn(
	random: SeededRandom,
	country: KnownCountry,
	drawn: readonly number[],
): KnownRound {
	const households = Array.from({ length: drawn.length * householdsDrawn }, (_, i) => {
		const place = Math.floor(i / householdsDrawn)
		return {
			place,
			cluster: country.clusters[drawn[place] as number] as KnownCluster,
			eligible: random.pick(adults),
		}
	})
	const inDistrict = country.people.map((people) => people / (2 * meanAdults))
	return {
		cluster: households.map(({ place }) => place),
		eligible: households.map(({ eligible }) => eligible),
		cell: households.map(({ cluster }, i) => cluster.district * 2 + (i % 2)),
		clusters: drawn.map((c) => {
			const { district, households: listed } = country.clusters[c] as KnownCluster
			return {
				chance: (clustersDrawn * listed) / (inDistrict[district] as number),
				listed,
				drawn: householdsDrawn,
			}
		}),
		cells: country.people.flatMap((people, district) => [0, 1].map(() => ({ district, people: people / 2 }))),
		answers: country.truth.map((_, figure) =>
			Int8Array.from(households, ({ cluster, eligible }) =>
				Number(random.chance(chanceOf(cluster, figure, eligible))),
			),
		),
	}
}
