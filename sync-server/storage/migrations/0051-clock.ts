import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('clock')
		.addColumn('project', 'text', (c) => c.primaryKey())
		.addColumn('trusted', 'text', (c) => c.notNull())
		.addColumn('jumped_at', 'text')
		.execute()
}
