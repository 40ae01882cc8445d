import { byKey } from '#shared/kernel/by-key'
import { type District, demonstrationRound } from '#shared/study/study'
import { assignHouseholds } from '../sample/assign-households.ts'
import { setClusterAccess } from '../sample/cluster-access.ts'
import { importSample } from '../sample/import-sample.ts'
import type { ServerContext } from '../set-up.ts'
import { clusterStatesOf } from '../storage/sample/cluster-states.ts'
import { sampleOfDistrict } from '../storage/sample/sample.ts'
import { type DrawnSample, drawSample } from './draw-sample.ts'
import { householdsOfCluster } from './household-locations.ts'

/** Clusters that a user who tries a phone gets. */
const clustersToTry = 2

interface SampleOptions extends DrawnSample {
	/** Enumerators of the district; none where fieldwork has not started. */
	readonly enumerators: readonly string[]
	/** Interviews that each of them has, in order of the lines. */
	readonly interviewsEach: number
	/** Gets the last clusters, if nobody has been there; null for nobody. */
	readonly demonstrator: string | null
}

/**
 * Adds the sample of a district with its assignments, so that interviews, visit plan and the households on a
 * phone fit together. A sample with assignments is left alone.
 */
export async function addSample(
	{ store }: ServerContext,
	district: District,
	{ enumerators, interviewsEach, demonstrator, ...sample }: SampleOptions,
): Promise<void> {
	const round = demonstrationRound.code
	const there = await sampleOfDistrict(store.reading, round, district.code)
	if (there.some(({ person }) => person !== null)) return
	const drawn = drawSample(district, sample)
	if (drawn.length === 0) return
	await importSample(store, { round, clusters: drawn })
	const clusters = drawn.filter(({ isReserve }) => !isReserve)
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

/**
 * Marks the last cluster of a district as inaccessible, if a replacement follows it. Whatever users set for it
 * since stays.
 */
export async function closeLastCluster(
	{ store }: ServerContext,
	district: District,
	by: string,
): Promise<void> {
	const round = demonstrationRound.code
	const rows = await sampleOfDistrict(store.reading, round, district.code)
	const clusters = [...new Set(rows.filter((row) => row.is_reserve_cluster === 0).map((row) => row.cluster))]
	const [last] = clusters.slice(-1)
	const states = await clusterStatesOf(store.reading, round)
	if (last === undefined || clusters.length === new Set(rows.map(({ cluster }) => cluster)).size) return
	if (states.some(({ cluster }) => cluster === last)) return
	await setClusterAccess(store, by, {
		round,
		cluster: last,
		isUnreachable: true,
		why: 'The bridge is closed after the flood; the district office expects it to open in three weeks.',
	})
}
