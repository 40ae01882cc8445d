import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('connection')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('digest', 'text', (column) => column.notNull().unique())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('form', 'text')
		.addColumn('round', 'text')
		.addColumn('made', 'text', (column) => column.notNull())
		.addColumn('expires', 'text', (column) => column.notNull())
		.addColumn('last_used', 'text')
		.execute()
	await db.schema.createIndex('connection_of_person').on('connection').column('person').execute()
}
