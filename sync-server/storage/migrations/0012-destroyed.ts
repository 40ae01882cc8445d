import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole, bytes }: { whole: 'integer' | 'bigint'; bytes: 'blob' | 'bytea' },
): Promise<void> {
	await db.schema
		.createTable('destruction')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('record', 'text', (c) => c.notNull())
		.addColumn('seq', whole, (c) => c.notNull())
		.addColumn('id', 'text', (c) => c.notNull())
		.addColumn('statement', 'text', (c) => c.notNull())
		.addColumn('signature', bytes, (c) => c.notNull())
		.addColumn('district', 'text')
		.addColumn('demonstration', whole, (c) => c.notNull())
		.addColumn('swept', whole, (c) => c.notNull())
		.addPrimaryKeyConstraint('destruction_pk', ['project', 'record'])
		.execute()
	await db.schema
		.createTable('destroyed_revision')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('record', 'text', (c) => c.notNull())
		.addColumn('device', 'text', (c) => c.notNull())
		.addColumn('n', whole)
		.addColumn('late', whole, (c) => c.notNull())
		.execute()
	await db.schema
		.createIndex('destroyed_revision_record')
		.on('destroyed_revision')
		.columns(['project', 'record'])
		.execute()
	await db.schema
		.createIndex('destroyed_revision_device')
		.on('destroyed_revision')
		.columns(['device', 'n'])
		.execute()
	await db.schema
		.createTable('destroyed_file')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('hash', 'text', (c) => c.notNull())
		.addColumn('gone', whole, (c) => c.notNull())
		.addPrimaryKeyConstraint('destroyed_file_pk', ['project', 'hash'])
		.execute()
	await db.schema
		.createTable('upload')
		.addColumn('id', 'text', (c) => c.notNull())
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('record', 'text', (c) => c.notNull())
		.addColumn('begun', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('upload_pk', ['project', 'id'])
		.execute()
	// whom an order has to reach is looked up by what was told
	await db.schema.createIndex('feed_ref').on('feed').columns(['project', 'ref']).execute()
}
