import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema.alterTable('device').addColumn('access_key', 'text').execute()
	await db.schema.alterTable('device').addColumn('reply_key', 'text').execute()
	await db.schema
		.alterTable('device')
		.addColumn('protocol', 'integer', (column) => column.notNull().defaultTo(0))
		.execute()
	await db.schema
		.createTable('request_nonce')
		.addColumn('device', 'text', (column) => column.notNull())
		.addColumn('nonce', 'text', (column) => column.notNull())
		.addColumn('at', whole, (column) => column.notNull())
		.addPrimaryKeyConstraint('request_nonce_pk', ['device', 'nonce'])
		.execute()
}
