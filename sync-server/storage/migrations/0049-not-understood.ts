import { type Kysely, sql } from 'kysely'

/** The few records that could not be understood are listed for a data manager. Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createIndex('record_not_understood')
		.on('record')
		.columns(['project', 'last_seq'])
		.where(sql.ref('view_error'), 'is not', null)
		.execute()
}
