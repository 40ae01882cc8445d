import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	await db.schema
		.createTable('moved_away')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('record', 'text', (column) => column.notNull())
		.addColumn('district', 'text', (column) => column.notNull())
		.addColumn('seq', types.whole, (column) => column.notNull())
		.addPrimaryKeyConstraint('moved_away_pk', ['record', 'district'])
		.execute()
	await db.schema.createIndex('moved_away_by_seq').on('moved_away').columns(['project', 'seq']).execute()
}
