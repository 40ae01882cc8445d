import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('invitation').addColumn('ref', 'text').execute()
	await db.schema.alterTable('invitation').addColumn('made_by', 'text').execute()
	await db.schema
		.alterTable('invitation')
		.addColumn('unconfirmed', 'integer', (column) => column.notNull().defaultTo(0))
		.execute()
	await db.schema.alterTable('device').addColumn('code_by', 'text').execute()
}
