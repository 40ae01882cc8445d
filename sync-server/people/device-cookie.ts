import { createHmac, timingSafeEqual } from 'node:crypto'
import { toBase64url } from '#shared/kernel/bytes'
import { serverRandom } from './invitations.ts'

/*
 * A browser that has signed in once presents this cookie at its next sign-in, so that other people's wrong
 * passwords do not delay it. The proof is keyed with the stored password hash: nothing has to be stored for
 * it, every server process can verify it, and it becomes invalid with the password.
 */

/** A user account as it is stored. */
export interface AccountProved {
	readonly id: string
	/** Password hash; null before the first sign-in. */
	readonly password: string | null
}

const macOf = ({ id, password }: AccountProved, nonce: string): string =>
	createHmac('sha256', password ?? '')
		.update(`zila device cookie\n${id}\n${nonce}`)
		.digest()
		.subarray(0, 16)
		.toString('base64url')

export function makeDeviceProof(account: AccountProved): string {
	const nonce = toBase64url(serverRandom(12))
	return `${nonce}.${macOf(account, nonce)}`
}

/** Returns the id of the browser if one of the proofs is valid for the account; null otherwise. */
export function knownDevice(account: AccountProved | undefined, proofs: readonly string[]): string | null {
	if (!account || account.password === null) return null
	for (const proof of proofs) {
		const [nonce = '', mac = ''] = proof.split('.')
		const wanted = macOf(account, nonce)
		if (mac.length === wanted.length && timingSafeEqual(Buffer.from(mac), Buffer.from(wanted))) return nonce
	}
	return null
}
