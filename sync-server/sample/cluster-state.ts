import type { ClusterListItem } from '#shared/sample/sample-api'
import type { ClusterStateRow } from '../storage/sample/cluster-states.ts'
import type { SampleRow } from '../storage/sample/sample.ts'

/** Returns the status of a cluster, by its own state row and those of others. */
export function clusterState(
	rows: readonly SampleRow[],
	stateRows: readonly ClusterStateRow[],
): Pick<ClusterListItem, 'isReserve' | 'state' | 'why' | 'opened'> {
	const [{ cluster, is_reserve_cluster } = { cluster: '', is_reserve_cluster: 0 }] = rows
	const own = stateRows.find((each) => each.cluster === cluster)
	const isReserve = is_reserve_cluster === 1
	const isOpened = stateRows.some(({ opened }) => opened === cluster)
	return {
		isReserve,
		state: own?.unreachable === 1 ? 'unreachable' : isReserve && !isOpened ? 'waiting' : 'open',
		why: own?.unreachable === 1 ? own.why : '',
		opened: own?.opened ?? null,
	}
}

/**
 * Returns the replacement cluster of a district that opens next, in the order of the sample. Null if none
 * waits.
 */
export function nextReserve(
	rowsByCluster: ReadonlyMap<string, readonly SampleRow[]>,
	stateRows: readonly ClusterStateRow[],
	district: string,
): string | null {
	for (const [cluster, rows] of rowsByCluster)
		if (rows[0]?.district === district && clusterState(rows, stateRows).state === 'waiting') return cluster
	return null
}
