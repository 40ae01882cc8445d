import { worksInDistrict } from '#shared/access/people'
import type { SampleListed } from '#shared/campaign/sample'
import { clusterStatesOf } from '../storage/cluster-table.ts'
import { allPeople, asPerson } from '../storage/person-table.ts'
import { type SampleRow, sampleOfDistrict } from '../storage/sample-table.ts'
import type { Store } from '../storage/store.ts'
import { clusterState } from './cluster-state.ts'
import { drawnListings } from './drawn-listings.ts'
import { statesOf, type WorkFound, workIn } from './household-states.ts'

/** The sample of a district: with whom each household lies, and how far it is by what has come in. */
export async function listSample(store: Store, round: string, district: string): Promise<SampleListed> {
	const { reading, project } = store
	const clusters = new Map<string, SampleRow[]>()
	for (const row of await sampleOfDistrict(reading, project, round, district))
		clusters.set(row.cluster, [...(clusters.get(row.cluster) ?? []), row])
	const work = await workIn(reading, project, round, [...clusters.keys()])
	const said = await clusterStatesOf(reading, project, round)
	const people = (await allPeople(reading, project)).map(asPerson)
	const drawn = await drawnListings(store, round, district)
	return {
		drawn: drawn.map(({ record, cluster, listed, chosen, reserve }) => ({
			...{ record, cluster, listed },
			...{ chosen: chosen.length, reserve: reserve.length },
		})),
		clusters: [...clusters].map(([cluster, rows]) => ({
			...clusterOf(cluster, rows, work),
			...clusterState(rows, said),
		})),
		people: people
			.filter((person) => worksInDistrict(person, district))
			.map(({ id, name, code }) => ({ id, name, code })),
	}
}

const clusterOf = (cluster: string, rows: readonly SampleRow[], work: WorkFound) => ({
	cluster,
	area: rows[0]?.area === 'urban' ? ('urban' as const) : ('rural' as const),
	lines: statesOf(rows, work).lines.map(({ household, line, isReserve, sex, state }, i) => ({
		...{ household, line, isReserve, sex, state },
		person: rows[i]?.person ?? null,
	})),
})
