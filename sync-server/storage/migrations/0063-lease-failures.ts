import type { Kysely } from 'kysely'

/** The last failure of each piece of background work. Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const column of ['failed_at', 'failure'])
		await db.schema.alterTable('lease').addColumn(column, 'text').execute()
}
