import type { Kysely } from 'kysely'
import type { Store } from '../store.ts'
import type { Tables } from '../tables/tables.ts'

export interface SealingKeyRow {
	readonly id: string
	readonly publicKey: string
	readonly privateKey: string
	/** ISO. */
	readonly since: string
}

/** Returns the keys to which phones have ever encrypted, newest first: phones use the first one. */
export const sealingKeysOf = (db: Kysely<Tables>, project: string): Promise<SealingKeyRow[]> =>
	db
		.selectFrom('sealing_key')
		.select(['id', 'public_key as publicKey', 'private_key as privateKey', 'since'])
		.where('project', '=', project)
		.orderBy('since', 'desc')
		.orderBy('id')
		.execute()

/** Adds a key; an existing one stays unchanged. */
export async function addSealingKey(
	db: Kysely<Tables>,
	project: string,
	{ id, publicKey, privateKey, since }: SealingKeyRow,
): Promise<void> {
	await db
		.insertInto('sealing_key')
		.values({ project, id, public_key: publicKey, private_key: privateKey, since })
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

/**
 * Returns the project's keys; if there are none, stores the one from `make`. They are in the store so that
 * backups contain them. Of two processes that start at the same moment, one creates the key: the write lock
 * is taken before the check.
 */
export async function sealingKeysFor(store: Store, make: () => SealingKeyRow): Promise<SealingKeyRow[]> {
	const known = await sealingKeysOf(store.db, store.project)
	if (known.length > 0) return known
	return store.write(async ({ db }) => {
		if ((await sealingKeysOf(db, store.project)).length === 0) await addSealingKey(db, store.project, make())
		return sealingKeysOf(db, store.project)
	})
}

/** Returns who verified their copy of the project's key, and when; undefined if it was never verified. */
export async function testedBy(
	db: Kysely<Tables>,
	project: string,
): Promise<{ at: string; by: string } | undefined> {
	const [current] = await sealingKeysOf(db, project)
	const row = await db
		.selectFrom('sealing_key')
		.innerJoin('person', 'person.id', 'sealing_key.verified_by')
		.select(['verified_at as at', 'person.name as by'])
		.where('sealing_key.project', '=', project)
		.where('sealing_key.id', '=', current?.id ?? '')
		.executeTakeFirst()
	return row?.at ? { at: row.at, by: row.by } : undefined
}

/** Clears the verification, since the copies of the key are no longer complete. */
export async function clearKeyVerification(db: Kysely<Tables>, project: string): Promise<void> {
	await db
		.updateTable('sealing_key')
		.set({ verified_at: null, verified_by: null })
		.where('project', '=', project)
		.execute()
}

export async function recordKeyVerification(
	db: Kysely<Tables>,
	project: string,
	{ id, at, by }: { readonly id: string; readonly at: string; readonly by: string },
): Promise<void> {
	await db
		.updateTable('sealing_key')
		.set({ verified_at: at, verified_by: by })
		.where('project', '=', project)
		.where('id', '=', id)
		.execute()
}
