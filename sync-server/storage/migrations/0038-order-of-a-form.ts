import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	// the numbers of a whole round are read from the index alone: answers are most of a row
	await db.schema.dropIndex('record_form').execute()
	await db.schema
		.createIndex('record_form_in_order')
		.on('record')
		.columns([
			...['project', 'form', 'first_seq', 'round', 'demonstration', 'status', 'void', 'readers', 'district'],
		])
		.execute()
}
