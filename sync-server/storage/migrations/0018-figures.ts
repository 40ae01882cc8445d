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
			...['disposition', 'void', 'readers'],
		]
		let create = db.schema.createTable(table)
		for (const column of key)
			create = create.addColumn(
				column,
				column === 'demonstration' || column === 'void' ? whole : 'text',
				(c) => c.notNull(),
			)
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
				coalesce(sex, ''), status, coalesce(outcome, ''), coalesce(disposition, ''), void, readers,
				count(*), sum(case when open_cases > 0 then 1 else 0 end), sum(open_cases)
			from record
			group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12`.execute(db)
	}
	// figures are counted no more, and a list begins with its newest: each of these has what a list is narrowed to, in that order
	await db.schema.dropIndex('record_coverage').execute()
	await db.schema.dropIndex('record_owner').execute()
	for (const [name, columns] of [
		['record_of_round', ['project', 'round', 'last_seq']],
		['record_of_district', ['project', 'round', 'district', 'last_seq']],
		['record_of_cluster', ['project', 'cluster', 'last_seq']],
		['record_of_day', ['project', 'finished_on', 'last_seq']],
		// with all that counting them asks for: an enumerator's rows lie all over the table
		['record_of_owner', ['owner', 'round', 'last_seq', 'project', 'demonstration', 'readers', 'district']],
		['record_finished', ['project', 'finished_seq']],
	] as const)
		await db.schema
			.createIndex(name)
			.on('record')
			.columns([...columns])
			.execute()
	await db.schema
		.createIndex('record_disputed')
		.on('record')
		.columns(['project', 'round', 'last_seq'])
		.where(sql.ref('open_cases'), '>', sql.lit(0))
		.execute()
	// every record is understood anew when the server starts: how its household was reached, and on which day it was finished
	await sql`update record set view_error = 'another-program' where view_error is null`.execute(db)
}
