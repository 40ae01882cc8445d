import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.createTable('sample_line')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('cluster', 'text', (c) => c.notNull())
		.addColumn('household', whole, (c) => c.notNull())
		.addColumn('place', whole, (c) => c.notNull())
		.addColumn('district', 'text', (c) => c.notNull())
		.addColumn('area', 'text', (c) => c.notNull())
		.addColumn('line', whole)
		.addColumn('selection', 'text', (c) => c.notNull())
		.addColumn('person', 'text')
		.addPrimaryKeyConstraint('sample_line_pk', ['project', 'round', 'cluster', 'household'])
		.execute()
	await db.schema
		.createIndex('sample_line_district')
		.on('sample_line')
		.columns(['project', 'round', 'district'])
		.execute()
}
