import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	types: { bytes: 'blob' | 'bytea'; whole: 'integer' | 'bigint' },
): Promise<void> {
	const { bytes, whole } = types
	await db.schema.alterTable('revision').addColumn('signature', bytes).execute()
	await db.schema.alterTable('quarantine').addColumn('signature', bytes).execute()
	await db.schema.createIndex('quarantine_seq').on('quarantine').columns(['project', 'seq']).execute()
	await db.schema
		.createTable('link')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('seq', whole, (c) => c.notNull())
		.addColumn('chain', 'text', (c) => c.notNull())
		.addColumn('id', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('link_pk', ['project', 'seq'])
		.execute()
	// numbers of documents were not kept until now: of what is there, the last one can be known again
	await sql`insert into link (project, seq, chain, id) select project, seq, chain, '' from head
		where seq > 0
		and not exists (select 1 from revision where revision.project = head.project and revision.seq = head.seq)
		and not exists (select 1 from quarantine where quarantine.project = head.project and quarantine.seq = head.seq)`.execute(
		db,
	)
	await db.schema
		.createTable('signing_key')
		.addColumn('project', 'text', (c) => c.primaryKey())
		.addColumn('public_key', 'text', (c) => c.notNull())
		.addColumn('private_key', 'text', (c) => c.notNull())
		.addColumn('created', 'text', (c) => c.notNull())
		.execute()
	await db.schema
		.createTable('backup')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('seq', whole, (c) => c.notNull())
		.addColumn('chain', 'text', (c) => c.notNull())
		.addColumn('finished', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('backup_pk', ['project', 'seq'])
		.execute()
	await db.schema
		.createTable('rewind')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('device', 'text', (c) => c.notNull())
		.addColumn('match', whole, (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addColumn('returned', whole, (c) => c.notNull())
		.addPrimaryKeyConstraint('rewind_pk', ['project', 'device', 'match'])
		.execute()
}
