import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('record')
		.addColumn('open_flags', 'integer', (c) => c.notNull().defaultTo(0))
		.execute()
	// the checks of the round look at these soon
	await sql`update record set open_flags = -1 where form in ('household', 'material')`.execute(db)
	await db.schema
		.createTable('open_flag')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('record', 'text', (c) => c.notNull())
		.addColumn('kind', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('open_flag_pk', ['record', 'kind'])
		.execute()
	await db.schema
		.createTable('flags_noted')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('district', 'text', (c) => c.notNull())
		.addColumn('stamp', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('flags_noted_pk', ['project', 'round', 'district'])
		.execute()
	// how far a district is can be said without its rows
	await db.schema.dropIndex('interview_district').execute()
	await db.schema
		.createIndex('interview_district')
		.on('interview')
		.columns(['project', 'round', 'district', 'seq', 'compared'])
		.execute()
	// what waits for a review, each with all that the queue is narrowed to: it is read without its rows
	const narrowed = ['demonstration', 'round', 'district', 'form', 'owner', 'readers'] as const
	for (const [name, columns] of [
		['record_waiting', ['project', 'finished_seq', ...narrowed, 'open_flags']],
		['record_waiting_worst', ['project', 'open_flags desc', 'finished_seq', ...narrowed]],
	] as const)
		await db.schema
			.createIndex(name)
			.on('record')
			.columns([...columns])
			.where(sql.ref('status'), '=', sql.lit('submitted'))
			.where(sql.ref('void'), '=', sql.lit(0))
			.execute()
}
