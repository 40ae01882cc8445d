import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('head')
		.addColumn('understood', 'integer', (c) => c.notNull().defaultTo(0))
		.execute()
}
