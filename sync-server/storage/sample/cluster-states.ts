import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type ClusterStateRow = Tables['cluster_state']

/** Returns the states that were set for clusters of a round. */
export const clusterStatesOf = (session: Session, round: string): Promise<ClusterStateRow[]> =>
	session.db
		.selectFrom('cluster_state')
		.selectAll()
		.where('project', '=', session.project)
		.where('round', '=', round)
		.orderBy('cluster')
		.execute()

export async function saveClusterState(session: Session, row: ClusterStateRow): Promise<void> {
	const { unreachable, why, opened, person, at } = row
	await session.db
		.insertInto('cluster_state')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'round', 'cluster']).doUpdateSet({ unreachable, why, opened, person, at }),
		)
		.execute()
}
