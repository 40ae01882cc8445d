import type { Bytes } from '#shared/kernel/bytes'
import { revisionToSign } from '#shared/sync/revision-frame'
import type { EnrolmentRow, RevisionRow } from '../database/rows.ts'
import { sign } from '../vault/vault.ts'
import { sealForServer } from './seal-for-server.ts'

/**
 * Bytes. Stored twice in a row, once for this phone and once for the server, it stays below the size that the
 * browser keeps in one value.
 */
const longestInRow = 22 * 1024

/**
 * Prepares a revision to be sent without its author's PIN: signs it, and seals it to the project's key.
 * Without a project key, or if it is very long, it is sent when its author is signed in.
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
		// a failure to seal must not prevent saving
		return { signature }
	}
}
