import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.createTable('quality_limits')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('round', 'text', (column) => column.notNull())
		.addColumn('n', whole, (column) => column.notNull())
		.addColumn('limits', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('why', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('quality_limits_pk', ['project', 'round', 'n'])
		.execute()
}
