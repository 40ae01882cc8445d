import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('given_check')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('record', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('person', 'text')
		.addColumn('given_by', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('given_check_pk', ['project', 'record'])
		.execute()
	await db.schema
		.createIndex('given_check_person')
		.on('given_check')
		.columns(['project', 'round', 'person'])
		.execute()
}
