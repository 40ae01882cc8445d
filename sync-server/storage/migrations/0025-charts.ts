import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema.alterTable('interview').addColumn('done_on', 'text').execute()
	await db.schema.alterTable('interview').addColumn('began_hour', 'integer').execute()
	await db.schema.alterTable('interview').addColumn('minutes', 'integer').execute()
	// in the order in which they were finished, a page at a time: the newest are found without looking at the others
	await db.schema.dropIndex('interview_district').execute()
	await db.schema
		.createIndex('interview_of_district')
		.on('interview')
		.columns(['project', 'round', 'district', 'finished', 'record'])
		.execute()
	const key = ['project', 'demonstration', 'round', 'about', 'district', 'person', 'value']
	let create = db.schema
		.createTable('figure_of_interviews')
		.addColumn('interviews', whole, (c) => c.notNull())
	for (const column of key)
		create = create.addColumn(column, column === 'demonstration' ? whole : 'text', (c) => c.notNull())
	await create.addPrimaryKeyConstraint('figure_of_interviews_pk', key as never[]).execute()
	await db.schema
		.createIndex('figure_of_interviews_empty')
		.on('figure_of_interviews')
		.column('project')
		.where(sql.ref('interviews'), '=', sql.lit(0))
		.execute()
	// those of all districts, in the order in which they are summed
	await db.schema
		.createIndex('figure_of_interviews_by_value')
		.on('figure_of_interviews')
		.columns(['project', 'demonstration', 'round', 'about', 'value', 'person', 'interviews'])
		.execute()
	// what is kept for some time only is looked through by form when the server starts: a page of it is found without sorting all records
	await db.schema.createIndex('record_of_form').on('record').columns(['project', 'form', 'id']).execute()
	await db.schema
		.createTable('round_plan')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('last_day', 'text')
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('round_plan_pk', ['project', 'round'])
		.execute()
}
