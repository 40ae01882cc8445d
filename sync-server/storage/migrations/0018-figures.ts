import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema.alterTable('record').addColumn('disposition', 'text').execute()
	await db.schema.alterTable('record').addColumn('finished_on', 'text').execute()
	await db.schema.alterTable('record').addColumn('finished_seq', whole).execute()
	for (const [table, grain] of [
		['figure_by_day', 'day'],
		['figure_by_cluster', 'cluster'],
	] as const) {
		const key = [
			...['project', 'demonstration', 'round', 'district', grain, 'form', 'sex', 'status', 'outcome'],
			'disposition',
		]
		let create = db.schema.createTable(table)
		for (const column of key)
			create = create.addColumn(column, column === 'demonstration' ? whole : 'text', (c) => c.notNull())
		await create
			.addColumn('records', whole, (c) => c.notNull())
			.addColumn('disputed', whole, (c) => c.notNull())
			.addColumn('open_cases', whole, (c) => c.notNull())
			.addPrimaryKeyConstraint(`${table}_pk`, key as never[])
			.execute()
		// what has come down to nothing is found at once, and goes
		await db.schema
			.createIndex(`${table}_empty`)
			.on(table)
			.column('project')
			.where(sql.ref('records'), '=', sql.lit(0))
			.execute()
		const from = grain === 'day' ? 'finished_on' : 'cluster'
		await sql`
			insert into ${sql.table(table)}
			select project, demonstration, coalesce(round, ''), coalesce(district, ''), coalesce(${sql.ref(from)}, ''), form,
				coalesce(sex, ''), status, coalesce(outcome, ''), coalesce(disposition, ''),
				count(*), sum(case when open_cases > 0 then 1 else 0 end), sum(open_cases)
			from record where void = 0 and readers = ''
			group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`.execute(db)
	}
	// the desk's list, narrowed to what a figure counts, in the order in which it is read
	await db.schema
		.createIndex('record_of_district')
		.on('record')
		.columns(['project', 'round', 'district', 'last_seq'])
		.execute()
	await db.schema
		.createIndex('record_of_cluster')
		.on('record')
		.columns(['project', 'cluster', 'last_seq'])
		.execute()
	await db.schema.createIndex('record_finished').on('record').columns(['project', 'finished_seq']).execute()
	// every record is understood anew when the server starts: how its household was reached, and on which day it was finished
	await sql`update record set view_error = 'another-program' where view_error is null`.execute(db)
}
