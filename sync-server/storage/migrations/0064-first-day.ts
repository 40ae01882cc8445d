import type { Kysely } from 'kysely'

/** The planned first day of a round's fieldwork. Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('round_plan').addColumn('first_day', 'text').execute()
}
