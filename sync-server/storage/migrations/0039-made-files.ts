import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	await db.schema
		.createTable('made_file')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('rights', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('act', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('problem', 'text')
		.addColumn('progress', 'text')
		.addColumn('hash', 'text')
		.addColumn('bytes', types.whole)
		.addColumn('asked', 'text', (column) => column.notNull())
		.addColumn('touched', 'text', (column) => column.notNull())
		.addColumn('until', 'text', (column) => column.notNull())
		.execute()
	await db.schema
		.createIndex('made_file_of_person')
		.on('made_file')
		.columns(['project', 'person', 'asked'])
		.execute()
}
