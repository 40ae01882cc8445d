import type { Kysely } from 'kysely'

/** Made-up records have rules of their own. What was noted of both together says nothing of either: all are looked at once more. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.dropTable('rules_looked').execute()
	await db.schema
		.createTable('rules_looked')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('form', 'text', (column) => column.notNull())
		.addColumn('demonstration', 'integer', (column) => column.notNull())
		.addColumn('rules', 'text', (column) => column.notNull())
		.addColumn('after', 'text')
		.addPrimaryKeyConstraint('rules_looked_pk', ['project', 'form', 'demonstration'])
		.execute()
}
