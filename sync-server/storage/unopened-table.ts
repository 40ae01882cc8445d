import type { Kysely } from 'kysely'
import { inParts } from './in-parts.ts'
import type { Tables } from './tables.ts'

/** A frame that was sealed to a key that this server does not have. */
export interface UndecryptedFrame {
	readonly id: string
	readonly keyId: string
	/** The enrolment that brought it. */
	readonly device: string
	/** The frame as it travelled. */
	readonly bytes: Uint8Array
	readonly signature: Uint8Array | null
}

/** Kept until the key is there, or until it has come again under another; what is kept already stays as it is. */
export async function saveUndecrypted(
	db: Kysely<Tables>,
	project: string,
	at: string,
	items: readonly UndecryptedFrame[],
): Promise<void> {
	if (items.length === 0) return
	await db
		.insertInto('unopened')
		.values(items.map(({ keyId, ...item }) => ({ ...item, key_id: keyId, project, received: at })))
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

/** What was sealed to these keys, some at a time, in the order of ids. */
export const listUndecrypted = (
	db: Kysely<Tables>,
	project: string,
	keys: readonly string[],
	after: string,
	limit: number,
): Promise<UndecryptedFrame[]> =>
	db
		.selectFrom('unopened')
		.select(['id', 'key_id as keyId', 'device', 'bytes', 'signature'])
		.where('project', '=', project)
		.where('key_id', 'in', keys)
		.where('id', '>', after)
		.orderBy('id')
		.limit(limit)
		.execute()

export const countUndecrypted = async (db: Kysely<Tables>, project: string): Promise<number> => {
	const { rows } = await db
		.selectFrom('unopened')
		.select((eb) => eb.fn.count('id').distinct().as('rows'))
		.where('project', '=', project)
		.executeTakeFirstOrThrow()
	return Number(rows)
}

/** They are in a record, or held back: their sealed bytes are needed no more. */
export async function deleteUndecrypted(
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<void> {
	for (const part of inParts(ids))
		await db.deleteFrom('unopened').where('project', '=', project).where('id', 'in', part).execute()
}
