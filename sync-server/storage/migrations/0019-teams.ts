import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('person').addColumn('sex', 'text').execute()
	await db.schema.alterTable('person').addColumn('team', 'text').execute()
	await db.schema
		.createTable('team')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('name', 'text', (c) => c.notNull())
		.addColumn('supervisor', 'text')
		.addPrimaryKeyConstraint('team_pk', ['project', 'name'])
		.execute()
}
