import type { Session } from '../session.ts'
import type { Store } from '../store.ts'

export interface SealingKeyRow {
	readonly id: string
	readonly publicKey: string
	readonly privateKey: string
	/** ISO. */
	readonly since: string
}

/** Returns the keys to which phones have ever encrypted, newest first: phones use the first one. */
export const sealingKeysOf = (session: Session): Promise<SealingKeyRow[]> =>
	session.db
		.selectFrom('sealing_key')
		.select(['id', 'public_key as publicKey', 'private_key as privateKey', 'since'])
		.where('project', '=', session.project)
		.orderBy('since', 'desc')
		.orderBy('id')
		.execute()

/** Adds a key; an existing one stays unchanged. */
export async function addSealingKey(
	session: Session,
	{ id, publicKey, privateKey, since }: SealingKeyRow,
): Promise<void> {
	await session.db
		.insertInto('sealing_key')
		.values({ project: session.project, id, public_key: publicKey, private_key: privateKey, since })
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

/**
 * Returns the project's keys; if there are none, stores the one from `make`. They are in the store so that
 * backups contain them. Of two processes that start at the same moment, one creates the key: the write lock
 * is taken before the check.
 */
export async function sealingKeysFor(store: Store, make: () => SealingKeyRow): Promise<SealingKeyRow[]> {
	const known = await sealingKeysOf(store.changing)
	if (known.length > 0) return known
	return store.write(async (session) => {
		if ((await sealingKeysOf(session)).length === 0) await addSealingKey(session, make())
		return sealingKeysOf(session)
	})
}

/** Returns who verified their copy of the project's key, and when; undefined if it was never verified. */
export async function testedBy(session: Session): Promise<{ at: string; by: string } | undefined> {
	const [current] = await sealingKeysOf(session)
	const row = await session.db
		.selectFrom('sealing_key')
		.innerJoin('person', 'person.id', 'sealing_key.verified_by')
		.select(['verified_at as at', 'person.name as by'])
		.where('sealing_key.project', '=', session.project)
		.where('sealing_key.id', '=', current?.id ?? '')
		.executeTakeFirst()
	return row?.at ? { at: row.at, by: row.by } : undefined
}

/** Clears the verification, since the copies of the key are no longer complete. */
export async function clearKeyVerification(session: Session): Promise<void> {
	await session.db
		.updateTable('sealing_key')
		.set({ verified_at: null, verified_by: null })
		.where('project', '=', session.project)
		.execute()
}

export async function recordKeyVerification(
	session: Session,
	{ id, at, by }: { readonly id: string; readonly at: string; readonly by: string },
): Promise<void> {
	await session.db
		.updateTable('sealing_key')
		.set({ verified_at: at, verified_by: by })
		.where('project', '=', session.project)
		.where('id', '=', id)
		.execute()
}
