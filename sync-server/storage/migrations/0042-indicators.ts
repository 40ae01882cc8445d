import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	types: { bytes: 'blob' | 'bytea'; whole: 'integer' | 'bigint' },
): Promise<void> {
	const { bytes, whole } = types
	await db.schema
		.createTable('indicator')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('id', 'text', (column) => column.notNull())
		.addColumn('n', whole, (column) => column.notNull())
		.addColumn('demonstration', 'integer', (column) => column.notNull())
		.addColumn('is_on', 'integer', (column) => column.notNull())
		.addColumn('wording', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('indicator_pk', ['project', 'demonstration', 'id', 'n'])
		.execute()
	await db.schema
		.createTable('weight_set')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('round', 'text', (column) => column.notNull())
		.addColumn('n', whole, (column) => column.notNull())
		.addColumn('seq', whole, (column) => column.notNull())
		.addColumn('made_of', 'text', (column) => column.notNull())
		.addColumn('report', 'text', (column) => column.notNull())
		.addColumn('weights', bytes, (column) => column.notNull())
		.addColumn('checksum', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('weight_set_pk', ['project', 'round', 'n'])
		.execute()
}
