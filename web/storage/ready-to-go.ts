import type { Bytes } from '#shared/kernel/bytes'
import { revisionToSign } from '#shared/sync/revision-frame'
import type { EnrolmentRow, RevisionRow } from './database.ts'
import { sealForServer } from './seal-for-server.ts'
import { sign } from './vault.ts'

/** Twice in a row, once for this phone and once for the server, it stays below what the browser keeps in one value. */
const longestInRow = 22 * 1024

/**
 * What a revision has with it to be sent without its author's PIN: the author's signature, and itself, sealed to the project's
 * key. Where there is no key yet, or it is very long, it goes when its author is at work.
 */
export async function prepareForSending(
	{ sealingKey, signingKey }: Pick<EnrolmentRow, 'sealingKey' | 'signingKey'>,
	id: string,
	deflated: Bytes,
): Promise<Pick<RevisionRow, 'signature' | 'sealed'>> {
	const signature = await sign(signingKey, revisionToSign(id))
	if (sealingKey === undefined || deflated.length > longestInRow) return { signature }
	try {
		return { signature, sealed: await sealForServer(sealingKey, id, deflated) }
	} catch {
		// that it cannot be sealed is no reason not to keep it
		return { signature }
	}
}
