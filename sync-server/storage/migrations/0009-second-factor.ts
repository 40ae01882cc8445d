import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('second_step')
		.addColumn('person', 'text', (c) => c.primaryKey())
		.addColumn('secret', 'text', (c) => c.notNull())
		.addColumn('since', 'text', (c) => c.notNull())
		.addColumn('last_step', 'integer', (c) => c.notNull())
		.addColumn('wrong', 'integer', (c) => c.notNull())
		.execute()
	await db.schema
		.createTable('emergency_code')
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('digest', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('emergency_code_pk', ['person', 'digest'])
		.execute()
}
