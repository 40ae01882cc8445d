import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('sample_line')
		.addColumn('reserve_cluster', 'integer', (c) => c.notNull().defaultTo(0))
		.execute()
	await db.schema
		.createTable('cluster_state')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('cluster', 'text', (c) => c.notNull())
		.addColumn('unreachable', 'integer', (c) => c.notNull())
		.addColumn('why', 'text', (c) => c.notNull())
		.addColumn('opened', 'text')
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('cluster_state_pk', ['project', 'round', 'cluster'])
		.execute()
}
