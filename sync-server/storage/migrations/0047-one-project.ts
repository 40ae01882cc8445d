import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	// somebody opened it once for another project, and nothing was written
	await sql`delete from head where seq = 0 and exists (select 1 from head as other where other.seq > 0)`.execute(
		db,
	)
	// a store is one project's: a second row has nowhere to stand
	await sql`create unique index head_alone on head ((1))`.execute(db)
}
