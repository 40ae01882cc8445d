import type { Kysely } from 'kysely'

/** Structure and location of sampled households, which enumerators look for. Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const column of ['structure', 'point'])
		await db.schema.alterTable('sample_line').addColumn(column, 'text').execute()
}
