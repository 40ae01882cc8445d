import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	// how many are open is counted without those that are right as they are
	await db.schema
		.createIndex('rule_break_open')
		.on('rule_break')
		.columns(['project', 'rule', 'record'])
		.where(sql.ref('is_right'), '=', sql.lit(0))
		.execute()
}
