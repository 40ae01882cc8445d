import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { bytes: 'blob' | 'bytea' }): Promise<void> {
	await db.schema
		.createTable('sealing_key')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('id', 'text', (c) => c.notNull())
		.addColumn('public_key', 'text', (c) => c.notNull())
		.addColumn('private_key', 'text', (c) => c.notNull())
		.addColumn('since', 'text', (c) => c.notNull())
		.addColumn('tested_at', 'text')
		.addColumn('tested_by', 'text')
		.addPrimaryKeyConstraint('sealing_key_pk', ['project', 'id'])
		.execute()
	await db.schema
		.createTable('unopened')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('id', 'text', (c) => c.notNull())
		.addColumn('key_id', 'text', (c) => c.notNull())
		.addColumn('device', 'text', (c) => c.notNull())
		.addColumn('bytes', types.bytes, (c) => c.notNull())
		.addColumn('signature', types.bytes)
		.addColumn('received', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('unopened_pk', ['project', 'id', 'key_id'])
		.execute()
	await db.schema.alterTable('device').addColumn('copied_at', 'text').execute()
	await db.schema.alterTable('device').addColumn('replaces', 'text').execute()
}
