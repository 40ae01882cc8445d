import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. Every record is looked through once: 0 is not known. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.alterTable('record')
		.addColumn('forget_at', whole, (c) => c.defaultTo(0))
		.execute()
	// what is due is found without looking at the others
	await db.schema
		.createIndex('record_forget_at')
		.on('record')
		.columns(['project', 'form', 'forget_at', 'id'])
		.where(sql.ref('forget_at'), 'is not', null)
		.execute()
	await db.schema
		.createTable('keeping')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('form', 'text', (c) => c.notNull())
		.addColumn('rules', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('keeping_pk', ['project', 'form'])
		.execute()
	// how many of a district wait to be compared
	await db.schema
		.createIndex('interview_waiting')
		.on('interview')
		.columns(['project', 'round', 'district'])
		.where(sql.ref('compared'), '=', sql.lit(0))
		.execute()
}
