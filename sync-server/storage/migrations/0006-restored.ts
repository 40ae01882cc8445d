import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	await db.schema
		.createTable('restored')
		.addColumn('project', 'text', (c) => c.primaryKey())
		.addColumn('era', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.execute()
	await db.schema
		.createTable('kept_from')
		.addColumn('project', 'text', (c) => c.primaryKey())
		.addColumn('seq', types.whole, (c) => c.notNull())
		.execute()
	// a store whose documents had no links: up to here numbers are missing, and nobody can know them again
	await sql`insert into kept_from (project, seq)
		select head.project, coalesce(
			(select min(link.seq) - 1 from link where link.project = head.project and link.id <> ''), head.seq)
		from head where head.seq > (
			(select count(*) from revision where revision.project = head.project)
			+ (select count(*) from quarantine where quarantine.project = head.project)
			+ (select count(*) from link where link.project = head.project and link.id <> ''))`.execute(db)
}
