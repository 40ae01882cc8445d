import { isLineSettled, type SampleLineState } from '#shared/sample/sample'
import type { SampleResponse } from '#shared/sample/sample-api'
import { canWorkInDistrict } from '#shared/study/district-work'
import { leaseEnds } from '#shared/study/lease'
import { dayOf } from '#shared/study/study-day'
import { allPeople, asPerson, phonesByPerson } from '../storage/people/people.ts'
import { clusterStatesOf } from '../storage/sample/cluster-states.ts'
import { listAssignmentRows, type SampleRow, sampleOfDistrict } from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'
import { clusterState } from './cluster-state.ts'
import { drawnListings } from './drawn-listings.ts'
import { loadProgress, type ProgressByCluster, statesOf } from './household-states.ts'

/** Lists the sample of a district with the assignee and the status of each household. */
export async function listSample(
	store: Store,
	{ round, district, now }: { readonly round: string; readonly district: string; readonly now: number },
): Promise<SampleResponse> {
	const { reading } = store
	const clusters = new Map<string, SampleRow[]>()
	for (const row of await sampleOfDistrict(reading, round, district))
		clusters.set(row.cluster, [...(clusters.get(row.cluster) ?? []), row])
	const work = await loadProgress(reading, round, [...clusters.keys()])
	const clusterStates = await clusterStatesOf(reading, round)
	const given = await givenIn(store, round, [...clusters.keys()])
	const phones = await phonesByPerson(reading)
	/**
	 * Returns the end of a lease, counted from the last time that the office knew the household to be with this
	 * person.
	 */
	const ends: EndsOf = ({ cluster, household, person }) => {
		const times = [given.get(`${cluster} ${household}`), phones.get(person ?? '')?.lastSeen]
			.flatMap((time) => time ?? [])
			.map((time) => Date.parse(time))
		// Assigned before times were stored, to a person whose phone never synced: the start is unknown.
		return times.some((time) => time > 0) ? leaseEnds(...times) : null
	}
	const people = (await allPeople(reading)).map(asPerson)
	const drawn = await drawnListings(store, round, district)
	return {
		drawn: drawn.map(({ record, cluster, listed, chosen, reserve }) => ({
			record,
			cluster,
			listed,
			chosen: chosen.length,
			reserve: reserve.length,
		})),
		clusters: [...clusters].map(([cluster, rows]) => ({
			...clusterOf(cluster, rows, work, ends),
			...clusterState(rows, clusterStates),
		})),
		people: people
			.filter((person) => canWorkInDistrict(person, district, round))
			.map(({ id, name, code }) => ({ id, name, code })),
		today: dayOf(now),
	}
}

type EndsOf = (row: SampleRow) => string | null

/** Returns the start of the current assignments, by cluster and household. */
async function givenIn({ reading }: Store, round: string, clusters: readonly string[]) {
	const held = await listAssignmentRows(reading, round, clusters)
	return new Map(
		held
			.filter(({ until }) => until === null)
			.map(({ cluster, household, since }) => [`${cluster} ${household}`, since]),
	)
}

const clusterOf = (cluster: string, rows: readonly SampleRow[], work: ProgressByCluster, ends: EndsOf) => ({
	cluster,
	area: rows[0]?.area === 'urban' ? ('urban' as const) : ('rural' as const),
	lines: statesOf(rows, work).lines.map(({ household, line, isReserve, sex, state }, i) => ({
		household,
		line,
		isReserve,
		sex,
		state,
		person: rows[i]?.person ?? null,
		structure: rows[i]?.structure ?? null,
		leaseEnds: leaseOf(rows[i], state, ends),
	})),
})

const leaseOf = (row: SampleRow | undefined, state: SampleLineState, ends: EndsOf): string | null =>
	row && row.person !== null && !isLineSettled(state) ? ends(row) : null
