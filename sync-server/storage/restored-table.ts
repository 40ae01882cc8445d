import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/*
 * That a store was put back from a backup, or began anew with the recovery key.
 */

/** `era`: another name than the last one, by which phones know it. */
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

/** When that was, ISO; undefined where it never was. */
export async function restoredAt(db: Kysely<Tables>, project: string): Promise<string | undefined> {
	const row = await db.selectFrom('restored').select('at').where('project', '=', project).executeTakeFirst()
	return row?.at
}
