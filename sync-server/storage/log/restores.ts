import type { Session } from '../session.ts'

/* Records that a store was restored from a backup, or started again with the recovery key. */

/** `era`: a new name for the store, by which phones notice the restore. */
export async function saveRestore(
	session: Session,
	restored: { readonly era: string; readonly at: string },
): Promise<void> {
	await session.db.deleteFrom('restored').where('project', '=', session.project).execute()
	await session.db
		.insertInto('restored')
		.values({ project: session.project, ...restored })
		.execute()
}

/** Returns the time of the last restore, ISO; undefined if there was none. */
export async function restoredAt(session: Session): Promise<string | undefined> {
	const row = await session.db
		.selectFrom('restored')
		.select('at')
		.where('project', '=', session.project)
		.executeTakeFirst()
	return row?.at
}
