import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	// a store is one project's: a second row has nowhere to stand
	await sql`create unique index head_alone on head ((1))`.execute(db)
}
