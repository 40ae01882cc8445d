import { type Kysely, sql } from 'kysely'

/**
 * One table for the progress of all projections, and one for who works on them. What earlier versions have computed is not computed again. Imports
 * nothing of ours and is never edited.
 */
export async function up(
	db: Kysely<unknown>,
	types: { bytes: 'blob' | 'bytea'; whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.createTable('projection')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('part', 'text', (column) => column.notNull())
		.addColumn('version', 'text', (column) => column.notNull())
		.addColumn('cursor', 'text')
		.addPrimaryKeyConstraint('projection_pk', ['project', 'name', 'part'])
		.execute()
	await db.schema
		.createTable('lease')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('holder', 'text')
		.addColumn('beat', types.whole, (column) => column.notNull())
		.addColumn('ran_at', 'text')
		.addPrimaryKeyConstraint('lease_pk', ['project', 'name'])
		.execute()
	await sql`insert into projection (project, name, part, version, cursor)
		select project, 'rule-violations', cast(demonstration as text) || ' ' || form, rules, cursor from rule_progress`.execute(
		db,
	)
	await sql`insert into projection (project, name, part, version, cursor)
		select project, 'open-flags', round || ' ' || district, stamp, null from flag_stamp`.execute(db)
	await sql`insert into projection (project, name, part, version, cursor)
		select project, 'retention', form, rules, null from retention_rules`.execute(db)
	await sql`insert into projection (project, name, part, version, cursor)
		select project, 'table-columns', id, state, cast(seq as text) from column_table`.execute(db)
	for (const table of ['rule_progress', 'flag_stamp', 'retention_rules'])
		await db.schema.dropTable(table).execute()
	for (const column of ['state', 'seq'])
		await db.schema.alterTable('column_table').dropColumn(column).execute()
}
