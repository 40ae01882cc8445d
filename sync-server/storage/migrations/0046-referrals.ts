import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. What calls say of referrals is taken out of them when the server starts. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.alterTable('call')
		.addColumn('urgency', 'text', (column) => column.notNull().defaultTo(''))
		.execute()
	await db.schema.alterTable('handover').addColumn('referrals', whole).execute()
	await db.schema
		.createTable('referral')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('record', 'text', (column) => column.notNull())
		.addColumn('department', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('referral_pk', ['record', 'department'])
		.execute()
	await db.schema
		.createTable('referral_step')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('record', 'text', (column) => column.notNull())
		.addColumn('department', 'text', (column) => column.notNull())
		.addColumn('n', whole, (column) => column.notNull())
		.addColumn('step', 'text', (column) => column.notNull())
		.addColumn('ending', 'text')
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('referral_step_pk', ['record', 'department', 'n'])
		.execute()
}
