import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('role_key')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('role', 'text', (c) => c.notNull())
		.addColumn('id', 'text', (c) => c.notNull())
		.addColumn('public_key', 'text', (c) => c.notNull())
		.addColumn('wrapped', 'text', (c) => c.notNull())
		.addColumn('since', 'text', (c) => c.notNull())
		.addColumn('made_by', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('role_key_pk', ['project', 'role', 'id'])
		.execute()
	await db.schema
		.alterTable('record')
		.addColumn('readers', 'text', (c) => c.notNull().defaultTo(''))
		.execute()
}
