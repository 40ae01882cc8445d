import { Problem } from '#shared/kernel/problem'
import type { UnlockedSession } from '../storage/people-on-phone.ts'
import type { ReadingProof } from '../sync/signed-reading.ts'

/*
 * In place of signing what is read beside the bundles, for tests of what is read: how a request is signed and a reply is opened has tests of its own.
 */

/** For `web/sync/signed-reading.ts`. */
export const signedReading = async <Result>(
	{ isDecoy = false }: Pick<UnlockedSession, 'isDecoy'>,
	_address: string,
	send: (proof: ReadingProof, access: object) => Promise<Result>,
): Promise<Result> => {
	if (isDecoy) throw new Problem('no-connection')
	return send({ sentAt: 0, nonce: 'N'.repeat(22), signature: 'S'.repeat(86) }, {})
}

/** For `web/storage/access-keys.ts`: nothing was sealed. */
export const openReply = async (
	_access: object,
	bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> => bytes
