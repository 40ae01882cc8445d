import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type ClusterStateRow = Tables['cluster_state']

/** Returns the states that were set for clusters of a round. */
export const clusterStatesOf = (
	db: Kysely<Tables>,
	project: string,
	round: string,
): Promise<ClusterStateRow[]> =>
	db
		.selectFrom('cluster_state')
		.selectAll()
		.where('project', '=', project)
		.where('round', '=', round)
		.orderBy('cluster')
		.execute()

export async function saveClusterState(db: Kysely<Tables>, row: ClusterStateRow): Promise<void> {
	const { unreachable, why, opened, person, at } = row
	await db
		.insertInto('cluster_state')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'round', 'cluster']).doUpdateSet({ unreachable, why, opened, person, at }),
		)
		.execute()
}
