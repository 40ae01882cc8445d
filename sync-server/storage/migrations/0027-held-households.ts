import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. What lies with somebody already lay with them from before this was kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('held_household')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('cluster', 'text', (c) => c.notNull())
		.addColumn('household', 'integer', (c) => c.notNull())
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('since', 'text', (c) => c.notNull())
		.addColumn('until', 'text')
		.addPrimaryKeyConstraint('held_household_pk', [
			'project',
			'round',
			'cluster',
			'household',
			'since',
			'person',
		])
		.execute()
	await sql`insert into held_household (project, round, cluster, household, person, since)
		select project, round, cluster, household, person, '1970-01-01T00:00:00.000Z' from sample_line where person is not null`.execute(
		db,
	)
}
