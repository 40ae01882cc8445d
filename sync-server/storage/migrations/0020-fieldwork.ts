import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.createTable('round_state')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('state', 'text', (c) => c.notNull())
		.addColumn('closed', 'text')
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('round_state_pk', ['project', 'round'])
		.execute()
	await db.schema
		.createTable('target')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('district', 'text', (c) => c.notNull())
		.addColumn('interviews', whole, (c) => c.notNull())
		.addColumn('focus_groups', whole, (c) => c.notNull())
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('target_pk', ['project', 'round', 'district'])
		.execute()
}
