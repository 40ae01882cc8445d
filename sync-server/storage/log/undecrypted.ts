import type { Kysely } from 'kysely'
import { inParts } from '../engine/chunks.ts'
import type { Tables } from '../tables/tables.ts'

/** A frame that was encrypted to a key that this server does not have. */
export interface UndecryptedFrame {
	readonly id: string
	readonly keyId: string
	/** The enrolment that sent it. */
	readonly device: string
	/** The frame as it was sent. */
	readonly bytes: Uint8Array
	readonly signature: Uint8Array | null
}

/**
 * Stores frames until their key is available, or until they are sent again under another one; existing rows
 * stay unchanged.
 */
export async function saveUndecrypted(
	db: Kysely<Tables>,
	project: string,
	at: string,
	items: readonly UndecryptedFrame[],
): Promise<void> {
	if (items.length === 0) return
	await db
		.insertInto('undecrypted_frame')
		.values(items.map(({ keyId, ...item }) => ({ ...item, key_id: keyId, project, received: at })))
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

/** Returns a page of frames that were encrypted to these keys, by id. */
export const listUndecrypted = (
	db: Kysely<Tables>,
	project: string,
	keys: readonly string[],
	after: string,
	limit: number,
): Promise<UndecryptedFrame[]> =>
	db
		.selectFrom('undecrypted_frame')
		.select(['id', 'key_id as keyId', 'device', 'bytes', 'signature'])
		.where('project', '=', project)
		.where('key_id', 'in', keys)
		.where('id', '>', after)
		.orderBy('id')
		.limit(limit)
		.execute()

export const countUndecrypted = async (db: Kysely<Tables>, project: string): Promise<number> => {
	const { rows } = await db
		.selectFrom('undecrypted_frame')
		.select((eb) => eb.fn.count('id').distinct().as('rows'))
		.where('project', '=', project)
		.executeTakeFirstOrThrow()
	return Number(rows)
}

/** Deletes frames that are stored decrypted, in a record or in quarantine. */
export async function deleteUndecrypted(
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<void> {
	for (const part of inParts(ids))
		await db.deleteFrom('undecrypted_frame').where('project', '=', project).where('id', 'in', part).execute()
}
