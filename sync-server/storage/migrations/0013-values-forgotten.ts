import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const table of ['revision', 'quarantine'])
		await db.schema.alterTable(table).addColumn('redacted', 'text').execute()
	await db.schema
		.createTable('forgotten_attachment')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('id', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('forgotten_attachment_pk', ['project', 'id'])
		.execute()
}
