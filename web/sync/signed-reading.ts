import { toBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { readingToSign } from '#shared/sync/request-proof'
import { type AccessKeys, accessKeysOf } from '../storage/access-keys.ts'
import { type AtWork, enrolmentOf } from '../storage/people-on-phone.ts'
import { randomBytes, sign } from '../storage/vault.ts'
import { atServerTime } from './server-time.ts'

/** What a request beside the bundles shows: that the PIN was typed, now, for just this. */
export interface ReadingProof {
	readonly sentAt: number
	readonly nonce: string
	/** r‖s, base64url */
	readonly signature: string
}

/** Signs what is asked at an address, and gives the keys that open the reply. @throws Problem `no-connection` before the first sync */
export async function signedReading<Result>(
	atWork: AtWork,
	address: string,
	send: (proof: ReadingProof, access: AccessKeys) => Promise<Result>,
): Promise<Result> {
	const { device } = atWork
	// the empty app of the second PIN has no keys, and reads nothing
	if (atWork.isApart) throw new Problem('no-connection')
	const access = await accessKeysOf(atWork)
	// the server learns them with a sync, which comes first
	if (!access.isKept) throw new Problem('no-connection')
	const { offsetMs } = await enrolmentOf(device)
	return atServerTime(offsetMs, async (sentAt) => {
		const nonce = randomId(randomBytes)
		const signature = await sign(access.sign, readingToSign({ device, address, sentAt, nonce }))
		return send({ sentAt, nonce, signature: toBase64url(signature) }, access)
	})
}
