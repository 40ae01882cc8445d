import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	const { whole } = types
	await db.schema
		.createTable('release')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('notes', 'text', (column) => column.notNull())
		.addColumn('form', 'text', (column) => column.notNull())
		.addColumn('round', 'text', (column) => column.notNull())
		.addColumn('options', 'text', (column) => column.notNull())
		.addColumn('seq', whole, (column) => column.notNull())
		.addColumn('records', whole, (column) => column.notNull())
		.addColumn('bytes', whole, (column) => column.notNull())
		.addColumn('checksum', 'text', (column) => column.notNull())
		.addColumn('content', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('superseded', 'text')
		.execute()
	await db.schema.createIndex('release_by_time').on('release').columns(['project', 'at']).execute()
}
