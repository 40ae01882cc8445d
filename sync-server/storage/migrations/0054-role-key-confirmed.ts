import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const column of ['confirmed', 'confirmed_by', 'signature', 'rejected'])
		await db.schema.alterTable('role_key').addColumn(column, 'text').execute()
	// keys from before confirmations were asked for stand as they are
	await sql`update role_key set confirmed = since, confirmed_by = made_by`.execute(db)
	await db.schema
		.createTable('lead_approval')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('asked', 'text', (column) => column.notNull())
		.addColumn('asked_by', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('decided', 'text')
		.addColumn('decided_by', 'text')
		.execute()
	await db.schema.createIndex('lead_approval_of').on('lead_approval').columns(['project', 'state']).execute()
}
