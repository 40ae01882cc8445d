import { type Kysely, sql } from 'kysely'

interface Before {
	record: { status: string; void: number }
}

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<Before>): Promise<void> {
	// with the id, so that a page of the queue is found in its index alone: PostgreSQL read the row of every record that waited to look
	// at its kinds
	const narrowed = ['demonstration', 'round', 'district', 'form', 'owner', 'readers'] as const
	for (const [name, columns] of [
		['record_waiting', ['project', 'finished_seq', ...narrowed, 'open_flags', 'open_kinds', 'id']],
		['record_waiting_worst', ['project', 'open_flags desc', 'finished_seq', ...narrowed, 'open_kinds', 'id']],
	] as const) {
		await db.schema.dropIndex(name).execute()
		await db.schema
			.createIndex(name)
			.on('record')
			.columns([...columns])
			.where(sql.ref('status'), '=', sql.lit('submitted'))
			.where(sql.ref('void'), '=', sql.lit(0))
			.execute()
	}
}
