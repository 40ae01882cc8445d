import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

/* Records that a store was restored from a backup, or started again with the recovery key. */

/** `era`: a new name for the store, by which phones notice the restore. */
export async function saveRestore(
	db: Kysely<Tables>,
	project: string,
	restored: { readonly era: string; readonly at: string },
): Promise<void> {
	await db.deleteFrom('restored').where('project', '=', project).execute()
	await db
		.insertInto('restored')
		.values({ project, ...restored })
		.execute()
}

/** Returns the time of the last restore, ISO; undefined if there was none. */
export async function restoredAt(db: Kysely<Tables>, project: string): Promise<string | undefined> {
	const row = await db.selectFrom('restored').select('at').where('project', '=', project).executeTakeFirst()
	return row?.at
}
