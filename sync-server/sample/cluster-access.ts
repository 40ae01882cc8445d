import { Problem } from '#shared/kernel/problem'
import type { SetClusterAccessRequest } from '#shared/sample/sample-api'
import { clusterStatesOf, saveClusterState } from '../storage/sample/cluster-states.ts'
import {
	assignHouseholdRows,
	type SampleRow,
	sampleOfClusters,
	sampleOfDistrict,
} from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'
import { publishAssignments } from './assign-households.ts'
import { clusterState, nextReserve } from './cluster-state.ts'
import { loadProgress, statesOf } from './household-states.ts'

/**
 * Marks a cluster as inaccessible: its unfinished households are unassigned, and the next replacement cluster
 * of the district opens. Undone, its households can be assigned again, and the replacement cluster closes
 * unless one of its households was assigned.
 *
 * @throws Problem `not-found`, `reason-missing`, `cluster-closed` for a replacement cluster that is not open
 */
export async function setClusterAccess(
	store: Store,
	by: string,
	{ round, cluster, isUnreachable, why }: SetClusterAccessRequest,
): Promise<void> {
	const { project } = store
	const reason = why.trim()
	if (reason === '') throw new Problem('reason-missing')
	await store.write(async (session) => {
		const { at } = session
		const rows = await sampleOfClusters(session, round, [cluster])
		const [first] = rows
		if (!first) throw new Problem('not-found')
		const clusterStates = await clusterStatesOf(session, round)
		const { state, opened: before } = clusterState(rows, clusterStates)
		if (state === 'waiting') throw new Problem('cluster-closed', { cluster })
		if ((state === 'unreachable') === isUnreachable) return
		const byCluster = new Map<string, SampleRow[]>()
		for (const row of await sampleOfDistrict(session, round, first.district))
			byCluster.set(row.cluster, [...(byCluster.get(row.cluster) ?? []), row])
		const isGiven = (reserve: string) =>
			byCluster.get(reserve)?.some(({ person }) => person !== null) ?? false
		const opened = isUnreachable
			? (before ?? nextReserve(byCluster, clusterStates, first.district))
			: before !== null && isGiven(before)
				? before
				: null
		await saveClusterState(session, {
			project,
			round,
			cluster,
			unreachable: isUnreachable ? 1 : 0,
			why: reason,
			opened,
			person: by,
			at,
		})
		if (!isUnreachable) {
			// A replacement cluster that closes also closes the cluster that was opened to replace it.
			let closed = opened === before ? null : before
			while (closed !== null) {
				const own = clusterStates.find((each) => each.cluster === closed)
				if (!own || own.opened === null || isGiven(own.opened)) break
				await saveClusterState(session, { ...own, opened: null, person: by, at })
				closed = own.opened
			}
			return
		}
		const { lines } = statesOf(rows, await loadProgress(session, round, [cluster]))
		const isOver = (i: number) => lines[i]?.state === 'done' || lines[i]?.state === 'ended'
		const left = rows
			.filter(({ person }, i) => person !== null && !isOver(i))
			.map(({ household }) => household)
		if (left.length === 0) return
		await assignHouseholdRows(session, {
			project,
			round,
			district: first.district,
			cluster,
			households: left,
			person: null,
			at,
		})
		const after = rows.map((row) => (left.includes(row.household) ? { ...row, person: null } : row))
		await publishAssignments(session, after, new Set(rows.map(({ person }) => person)))
	})
}
