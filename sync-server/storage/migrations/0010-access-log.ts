import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. `lock`: statements after which its rows never change. */
export async function up(
	db: Kysely<unknown>,
	{ whole, lock }: { whole: 'integer' | 'bigint'; lock: readonly string[] },
): Promise<void> {
	await db.schema
		.alterTable('head')
		.addColumn('log_n', whole, (c) => c.notNull().defaultTo(0))
		.execute()
	await db.schema
		.alterTable('head')
		.addColumn('log_chain', 'text', (c) => c.notNull().defaultTo(''))
		.execute()
	await db.schema
		.createTable('access_log')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('n', whole, (c) => c.notNull())
		.addColumn('chain', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addColumn('person', 'text')
		.addColumn('role', 'text')
		.addColumn('kind', 'text', (c) => c.notNull())
		.addColumn('of', 'text')
		.addColumn('district', 'text')
		.addColumn('round', 'text')
		.addColumn('many', whole)
		.addColumn('fields', 'text', (c) => c.notNull())
		.addColumn('browser', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('access_log_pk', ['project', 'n'])
		.execute()
	await db.schema.createIndex('access_log_person').on('access_log').columns(['person', 'n']).execute()
	await db.schema.createIndex('access_log_of').on('access_log').columns(['of', 'n']).execute()
	for (const statement of lock) await sql.raw(statement).execute(db)
}
