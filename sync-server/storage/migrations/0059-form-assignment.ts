import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('form_state').addColumn('assigned', 'text').execute()
}
