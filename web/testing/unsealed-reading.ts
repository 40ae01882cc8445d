import { Problem } from '#shared/kernel/problem'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import type { ReadingProof } from '../sync/signed-reading.ts'

/*
 * Replaces signed read requests, for tests of their content: signing requests and decrypting replies have
 * tests of their own.
 */

/** For `web/sync/signed-reading.ts`. */
export const signedReading = async <Result>(
	{ isDecoy = false }: Pick<VaultSession, 'isDecoy'>,
	_address: string,
	send: (proof: ReadingProof, access: object) => Promise<Result>,
): Promise<Result> => {
	if (isDecoy) throw new Problem('no-connection')
	return send({ sentAt: 0, nonce: 'N'.repeat(22), signature: 'S'.repeat(86) }, {})
}

/** For `web/storage/enrolment/access-keys.ts`: nothing is sealed. */
export const openReply = async (
	_access: object,
	bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> => bytes
