import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('form_state')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('id', 'text', (c) => c.notNull())
		.addColumn('state', 'text', (c) => c.notNull())
		.addColumn('since', 'text', (c) => c.notNull())
		.addColumn('set_by', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('form_state_pk', ['project', 'id'])
		.execute()
}
