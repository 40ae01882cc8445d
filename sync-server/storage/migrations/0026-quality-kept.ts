import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.createTable('interview_change')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('district', 'text', (c) => c.notNull())
		.addColumn('n', whole, (c) => c.notNull())
		.addPrimaryKeyConstraint('interview_change_pk', ['project', 'round', 'district'])
		.execute()
	await sql`insert into interview_change (project, round, district, n)
		select distinct project, round, district, 1 from interview`.execute(db)
	await db.schema
		.createIndex('interview_finished')
		.on('interview')
		.columns(['project', 'round', 'finished', 'record'])
		.execute()
	await db.schema.dropIndex('interview_compared').execute()
	await db.schema
		.createIndex('interview_uncompared')
		.on('interview')
		.columns(['project', 'compared', 'round', 'finished'])
		.execute()
	await db.schema.alterTable('flag_decision').addColumn('other', 'text').execute()
	await db.schema.createIndex('attachment_hash').on('attachment').columns(['project', 'hash']).execute()
}
