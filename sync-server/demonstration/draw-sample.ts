import { byKey } from '#shared/kernel/by-key'
import type { Point } from '#shared/kernel/geodesy'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { ImportedCluster } from '#shared/sample/sample-api'
import type { District } from '#shared/study/study'
import { formatPoint, householdsOfCluster, locateCluster, locateHousehold } from './household-locations.ts'

/** Replacements of a cluster, after its households to visit. */
const replacements = 5

export interface DrawnSample {
	/** Households to visit. */
	readonly households: number
	/** A location in the district; null if the list of districts has none. */
	readonly districtLocation: Point | null
	/** True if a replacement cluster follows the others. */
	readonly hasReplacementCluster: boolean
}

/** Returns the code of the cluster of a household of the demonstration, by its index in the district. */
export const clusterOf = (district: string, i: number): string =>
	`${district}-${String(1 + Math.floor(i / householdsOfCluster)).padStart(2, '0')}`

type Line = ImportedCluster['lines'][number]

/** Draws the sample of a district: the same for the same options. */
export function drawSample(
	{ code }: District,
	{ households, districtLocation, hasReplacementCluster }: DrawnSample,
): ImportedCluster[] {
	const random = seededRandom(Number.parseInt(code.slice(2), 10))
	const draw = (household: number, line: number | null): Line => ({
		household,
		line,
		selection: random.below(1_000_000) / 1_000_000,
	})
	const withReplacements = (cluster: string, c: number, own: readonly Line[]): ImportedCluster => {
		const located = locateCluster(districtLocation, c)
		const first = households + c * replacements + 1
		const all = [...own, ...Array.from({ length: replacements }, (_, k) => draw(first + k, null))]
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
	}
	const toVisit = Array.from({ length: households }, (_, i) => draw(1 + i, 1 + i))
	const clusters = [...byKey(toVisit, ({ household }) => clusterOf(code, household - 1))].map(
		([cluster, own], c) => withReplacements(cluster, c, own),
	)
	const c = clusters.length
	if (!hasReplacementCluster || c === 0) return clusters
	const first = households + (c + 1) * replacements + 1
	const own = Array.from({ length: householdsOfCluster }, (_, i) => draw(first + i, households + i + 1))
	return [
		...clusters,
		{ ...withReplacements(clusterOf(code, c * householdsOfCluster), c, own), isReserve: true },
	]
}

/** Structure of a household, counted within its cluster; every fourth one holds two. */
const structureOf = (i: number): string => {
	const nth = i % householdsOfCluster
	return nth % 4 === 3 ? `${nth}/2` : nth % 4 === 2 ? `${nth + 1}/1` : String(nth + 1)
}
