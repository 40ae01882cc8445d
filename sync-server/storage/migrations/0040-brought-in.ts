import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	// what records came in with, and its taking back, are found as corrections are
	await db.schema
		.alterTable('correction')
		.addColumn('brought_in', 'integer', (column) => column.notNull().defaultTo(0))
		.execute()
}
