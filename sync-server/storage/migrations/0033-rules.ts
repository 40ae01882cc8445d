import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	const { whole } = types
	await db.schema
		.createTable('rule')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('id', 'text', (column) => column.notNull())
		.addColumn('n', whole, (column) => column.notNull())
		.addColumn('form', 'text', (column) => column.notNull())
		.addColumn('demonstration', 'integer', (column) => column.notNull())
		.addColumn('is_on', 'integer', (column) => column.notNull())
		.addColumn('wording', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('rule_pk', ['project', 'id', 'n'])
		.execute()
	await db.schema
		.createTable('rules_looked')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('form', 'text', (column) => column.notNull())
		.addColumn('demonstration', 'integer', (column) => column.notNull())
		.addColumn('rules', 'text', (column) => column.notNull())
		.addColumn('after', 'text')
		.addPrimaryKeyConstraint('rules_looked_pk', ['project', 'form', 'demonstration'])
		.execute()
	await db.schema
		.createTable('rule_break')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('rule', 'text', (column) => column.notNull())
		.addColumn('record', 'text', (column) => column.notNull())
		.addColumn('path', 'text', (column) => column.notNull())
		.addColumn('is_right', 'integer', (column) => column.notNull())
		.addPrimaryKeyConstraint('rule_break_pk', ['project', 'rule', 'record', 'path'])
		.execute()
	await db.schema.createIndex('rule_break_of_record').on('rule_break').column('record').execute()
	await db.schema
		.createTable('rule_decision')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('record', 'text', (column) => column.notNull())
		.addColumn('rule', 'text', (column) => column.notNull())
		.addColumn('path', 'text', (column) => column.notNull())
		.addColumn('heads', 'text', (column) => column.notNull())
		.addColumn('why', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('rule_decision_pk', ['project', 'record', 'rule', 'path'])
		.execute()
	await db.schema
		.alterTable('record')
		.addColumn('ruled', 'integer', (column) => column.notNull().defaultTo(0))
		.execute()
	// what came or changed is found without looking at the others
	await db.schema
		.createIndex('record_not_ruled')
		.on('record')
		.columns(['project', 'form', 'id'])
		.where(sql.ref('ruled'), '=', sql.lit(0))
		.execute()
}
