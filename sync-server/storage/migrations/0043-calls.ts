import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. The rows of calls that are there already are made when the server starts. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	let create = db.schema
		.createTable('call')
		.addColumn('record', 'text', (c) => c.primaryKey())
		.addColumn('began', 'text')
		.addColumn('most_seconds', whole)
	for (const column of ['project', 'month', 'operator', 'district'])
		create = create.addColumn(column, 'text', (c) => c.notNull())
	for (const column of ['channel', 'category', 'gender', 'outcome'])
		create = create.addColumn(column, 'text', (c) => c.notNull())
	for (const column of ['demonstration', 'brought_in', 'waits', 'made'])
		create = create.addColumn(column, 'integer', (c) => c.notNull())
	await create.execute()
	// all that the monthly table counts by
	await db.schema
		.createIndex('call_counted')
		.on('call')
		.columns(['project', 'demonstration', 'month', 'channel', 'category', 'gender', 'district'])
		.execute()
	await db.schema
		.createIndex('call_waits')
		.on('call')
		.columns(['project', 'waits', 'demonstration', 'began'])
		.execute()
	await db.schema
		.createTable('call_back')
		.addColumn('record', 'text', (c) => c.primaryKey())
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('taken_by', 'text')
		.addColumn('done_by', 'text')
		.addColumn('at', 'text', (c) => c.notNull())
		.execute()
	await db.schema
		.createTable('handover')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('n', 'integer', (c) => c.notNull())
		.addColumn('demonstration', 'integer', (c) => c.notNull())
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addColumn('calls', whole, (c) => c.notNull())
		.addColumn('open', whole, (c) => c.notNull())
		.addColumn('note', 'text', (c) => c.notNull())
		.addColumn('confirmed_by', 'text')
		.addPrimaryKeyConstraint('handover_pk', ['project', 'n'])
		.execute()
}
