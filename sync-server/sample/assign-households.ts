import { byKey } from '#shared/kernel/by-key'
import { Problem } from '#shared/kernel/problem'
import { type SampleDocument, sampleRef } from '#shared/sample/sample'
import type { AssignHouseholdsRequest } from '#shared/sample/sample-api'
import { canWorkInDistrict } from '#shared/study/district-work'
import { asPerson, findPerson } from '../storage/people/people.ts'
import { clusterStatesOf } from '../storage/sample/cluster-states.ts'
import { assignHouseholdRows, type SampleRow, sampleOfClusters } from '../storage/sample/sample.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { clusterState } from './cluster-state.ts'
import { type ClusterStates, loadProgress, statesOf } from './household-states.ts'

/**
 * Assigns households of one or several clusters; the phones of the new and the previous assignees receive it at
 * their next sync. Records that were started stay with their enumerator, and count. All is saved, or nothing.
 *
 * @throws Problem `not-found` for a household that is not in the sample, or a person who cannot work there;
 * `cluster-closed`
 */
export async function assignHouseholds(
	store: Store,
	{ round, assignments }: AssignHouseholdsRequest,
): Promise<void> {
	await store.write(async (session) => {
		for (const [cluster, own] of byKey(assignments, (each) => each.cluster))
			await assignInCluster(session, { round, cluster, assignments: own })
	})
}

interface ClusterAssignments extends AssignHouseholdsRequest {
	readonly cluster: string
}

async function assignInCluster(session: WriteSession, { round, cluster, assignments }: ClusterAssignments) {
	const { project, at } = session
	let rows = await sampleOfClusters(session, round, [cluster])
	const people = new Set<string | null>()
	const district = rows[0]?.district ?? ''
	for (const { households, person } of assignments) {
		const wanted = new Set(households)
		const given = rows.filter(({ household }) => wanted.has(household))
		if (given.length < wanted.size) throw new Problem('not-found')
		if (person !== null && clusterState(rows, await clusterStatesOf(session, round)).state !== 'open')
			throw new Problem('cluster-closed', { cluster })
		if (person !== null && !(await canWorkIn(session, person, { district, round })))
			throw new Problem('not-found')
		await assignHouseholdRows(session, {
			project,
			round,
			district,
			cluster,
			person,
			at,
			households: [...wanted],
		})
		for (const row of given) people.add(row.person)
		people.add(person)
		rows = rows.map((row) => (wanted.has(row.household) ? { ...row, person } : row))
	}
	await publishAssignments(session, rows, people)
}

/** Publishes the current assignments in a cluster to the phones of these people. */
export async function publishAssignments(
	session: WriteSession,
	rows: readonly SampleRow[],
	people: ReadonlySet<string | null>,
): Promise<void> {
	const [first] = rows
	if (!first) return
	const { round, cluster } = first
	const states = statesOf(rows, await loadProgress(session, round, [cluster]))
	for (const each of people)
		if (each !== null)
			await session.putDocument({
				kind: 'sample',
				ref: sampleRef(round, cluster, each),
				scope: `person:${each}`,
				body: documentFor(rows, states, each),
			})
}

async function canWorkIn(
	session: WriteSession,
	id: string,
	{ district, round }: { readonly district: string; readonly round: string },
) {
	const row = await findPerson(session, id)
	return row !== undefined && canWorkInDistrict(asPerson(row), district, round)
}

/**
 * Document for a phone. It includes finished households, and which household a replacement stands for: a new
 * phone has no other source.
 */
function documentFor(
	rows: readonly SampleRow[],
	{ lines, replacements }: ClusterStates,
	person: string,
): SampleDocument {
	const [{ round, cluster, area, centre } = { round: '', cluster: '', area: '', centre: null }] = rows
	const taken = new Set(replacements.values())
	return {
		round,
		cluster,
		area: area === 'urban' ? 'urban' : 'rural',
		...(centre === null ? {} : { centre }),
		lines: rows.flatMap(({ household, line, selection, structure, point, person: holder }, i) => {
			const found = lines[i]
			if (holder !== person || !found) return []
			const { state } = found
			const replaces = replacements.get(household)
			return [
				{
					household,
					line,
					selection: Number(selection),
					...(state === 'done' || state === 'ended'
						? { over: { state, isReplaced: taken.has(household) } }
						: {}),
					...(replaces === undefined ? {} : { stands: { replaces, line: found.line } }),
					...(structure === null ? {} : { structure }),
					...(point === null ? {} : { point }),
				},
			]
		}),
	}
}
