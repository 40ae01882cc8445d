import type { Bytes } from '#shared/kernel/bytes'
import { revisionToSign } from '#shared/sync/revision-frame'
import type { EnrolmentRow, RevisionRow } from './database.ts'
import { sign } from './vault.ts'

/** Twice in a row, once for this phone and once for the server, it stays below what the browser keeps in one value. */
const longestInRow = 22 * 1024

/**
 * What a revision has with it to be sent without its author's PIN: the author's signature, and itself, sealed to the project's
 * key. Where there is no key yet, or it is very long, it goes when its author is at work.
 */
export async function readyToGo(
	{ sealingKey, signingKey }: Pick<EnrolmentRow, 'sealingKey' | 'signingKey'>,
	id: string,
	deflated: Bytes,
): Promise<Pick<RevisionRow, 'signature' | 'sealed'>> {
	const signature = await sign(signingKey, revisionToSign(id))
	const sealed = deflated.length <= longestInRow ? await sealedTo(sealingKey, id, deflated) : null
	return sealed ? { signature, sealed } : { signature }
}

/** Null where it cannot be sealed: that is no reason to keep nothing, or to send nothing. */
export async function sealedTo(
	sealingKey: string | undefined,
	id: string,
	deflated: Bytes,
): Promise<Bytes | null> {
	if (sealingKey === undefined) return null
	try {
		const { sealForServer } = await import('./seal-for-server.ts')
		return await sealForServer(sealingKey, id, deflated)
	} catch {
		return null
	}
}
