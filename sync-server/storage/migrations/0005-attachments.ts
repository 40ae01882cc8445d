import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	await db.schema
		.createTable('attachment')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('record', 'text', (c) => c.notNull())
		.addColumn('name', 'text', (c) => c.notNull())
		.addColumn('hash', 'text', (c) => c.notNull())
		.addColumn('size', types.whole, (c) => c.notNull())
		.addColumn('device', 'text', (c) => c.notNull())
		.addColumn('received', 'text', (c) => c.notNull())
		.execute()
	await db.schema.createIndex('attachment_record').on('attachment').column('record').execute()
}
