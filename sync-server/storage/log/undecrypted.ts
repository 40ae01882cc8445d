import { inParts } from '../engine/chunks.ts'
import type { Session } from '../session.ts'

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
	session: Session,
	at: string,
	items: readonly UndecryptedFrame[],
): Promise<void> {
	if (items.length === 0) return
	await session.db
		.insertInto('undecrypted_frame')
		.values(
			items.map(({ keyId, ...item }) => ({ ...item, key_id: keyId, project: session.project, received: at })),
		)
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

/** Returns a page of frames that were encrypted to these keys, by id. */
export const listUndecrypted = (
	session: Session,
	keys: readonly string[],
	after: string,
	limit: number,
): Promise<UndecryptedFrame[]> =>
	session.db
		.selectFrom('undecrypted_frame')
		.select(['id', 'key_id as keyId', 'device', 'bytes', 'signature'])
		.where('project', '=', session.project)
		.where('key_id', 'in', keys)
		.where('id', '>', after)
		.orderBy('id')
		.limit(limit)
		.execute()

export const countUndecrypted = async (session: Session): Promise<number> => {
	const { rows } = await session.db
		.selectFrom('undecrypted_frame')
		.select((eb) => eb.fn.count('id').distinct().as('rows'))
		.where('project', '=', session.project)
		.executeTakeFirstOrThrow()
	return Number(rows)
}

/** Deletes frames that are stored decrypted, in a record or in quarantine. */
export async function deleteUndecrypted(session: Session, ids: readonly string[]): Promise<void> {
	for (const part of inParts(ids))
		await session.db
			.deleteFrom('undecrypted_frame')
			.where('project', '=', session.project)
			.where('id', 'in', part)
			.execute()
}
