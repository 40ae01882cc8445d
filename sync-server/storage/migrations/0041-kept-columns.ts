import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	types: { bytes: 'blob' | 'bytea'; whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.createTable('kept_table')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('id', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('seq', types.whole, (column) => column.notNull())
		.addColumn('used', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('kept_table_pk', ['project', 'id'])
		.execute()
	await db.schema
		.createTable('kept_column')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('kept_table', 'text', (column) => column.notNull())
		.addColumn('part', types.whole, (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('bytes', types.bytes, (column) => column.notNull())
		.addPrimaryKeyConstraint('kept_column_pk', ['project', 'kept_table', 'part', 'name'])
		.execute()
}
