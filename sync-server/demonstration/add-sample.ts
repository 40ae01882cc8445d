import { byKey } from '#shared/kernel/by-key'
import type { Point } from '#shared/kernel/geodesy'
import { seededRandom } from '#shared/kernel/seeded-random'
import { type District, demonstrationRound } from '#shared/study/study'
import { assignHouseholds } from '../sample/assign-households.ts'
import { importSample } from '../sample/import-sample.ts'
import type { ServerContext } from '../set-up.ts'
import { sampleOfDistrict } from '../storage/sample/sample.ts'
import { formatPoint, householdsOfCluster, locateCluster, locateHousehold } from './household-locations.ts'

/** Replacements of a cluster, after its households to visit. */
const replacements = 5
/** Clusters that a user who tries a phone gets. */
const clustersToTry = 2

interface SampleOptions {
	/** Enumerators of the district; none where fieldwork has not started. */
	readonly enumerators: readonly string[]
	/** Interviews that each of them has, in order of the lines. */
	readonly interviewsEach: number
	/** Households to visit. */
	readonly households: number
	/** Gets the last clusters, if nobody has been there; null for nobody. */
	readonly demonstrator: string | null
	/** A location in the district; null if the list of districts has none. */
	readonly districtLocation: Point | null
}

/** Returns the code of the cluster of a household of the demonstration, by its index in the district. */
export const clusterOf = (district: string, i: number): string =>
	`${district}-${String(1 + Math.floor(i / householdsOfCluster)).padStart(2, '0')}`

/**
 * Adds the sample of a district with its assignments, so that interviews, visit plan and the households on a
 * phone fit together. A sample with assignments is left alone.
 */
export async function addSample(
	{ store }: ServerContext,
	district: District,
	{ enumerators, interviewsEach, households, demonstrator, districtLocation }: SampleOptions,
): Promise<void> {
	const round = demonstrationRound.code
	const there = await sampleOfDistrict(store.reading, round, district.code)
	if (there.some(({ person }) => person !== null)) return
	const random = seededRandom(Number.parseInt(district.code.slice(2), 10))
	const lines = Array.from({ length: households }, (_, i) => ({
		cluster: clusterOf(district.code, i),
		household: 1 + i,
		line: 1 + i,
		selection: random.below(1_000_000) / 1_000_000,
	}))
	const clusters = [...byKey(lines, ({ cluster }) => cluster)].map(([cluster, own], c) => {
		const located = locateCluster(districtLocation, c)
		const all = [
			...own.map(({ cluster: _, ...line }) => line),
			...Array.from({ length: replacements }, (_, k) => ({
				household: households + c * replacements + k + 1,
				line: null,
				selection: random.below(1_000_000) / 1_000_000,
			})),
		]
		return {
			cluster,
			area: located.area,
			...(located.centre ? { centre: formatPoint(located.centre) } : {}),
			lines: all.map((line, i) => {
				const point = locateHousehold(located, i)
				const structure = structureOf(line.line === null ? i - own.length + householdsOfCluster : i)
				return { ...line, structure, ...(point ? { point: formatPoint(point) } : {}) }
			}),
		}
	})
	if (clusters.length === 0) return
	await importSample(store, { round, clusters })
	const [first] = enumerators
	if (first === undefined) return
	const begun = interviewsEach * enumerators.length
	const assignments = clusters.flatMap(({ cluster, lines: own }, c) => {
		const usual = enumerators[c % enumerators.length] ?? first
		const isToTry = c >= clusters.length - clustersToTry && c * householdsOfCluster >= begun
		const holderOf = ({ household, line }: { household: number; line: number | null }): string => {
			if (isToTry && demonstrator !== null) return demonstrator
			return (line !== null && enumerators[Math.floor((household - 1) / interviewsEach)]) || usual
		}
		return [...byKey(own, holderOf)].map(([person, given]) => ({
			cluster,
			person,
			households: given.map(({ household }) => household),
		}))
	})
	await assignHouseholds(store, { round, assignments })
}

/** Structure of a household, counted within its cluster; every fourth one holds two. */
const structureOf = (i: number): string => {
	const nth = i % householdsOfCluster
	return nth % 4 === 3 ? `${nth}/2` : nth % 4 === 2 ? `${nth + 1}/1` : String(nth + 1)
}
