import { createHmac, timingSafeEqual } from 'node:crypto'
import { toBase64url } from '#shared/kernel/bytes'
import { serverRandom } from './codes.ts'

/*
 * A browser that signed in once shows it at its next sign-in, so that other people's wrong passwords do not make it wait. The proof is keyed
 * with the person's stored password hash: nothing has to be kept of it, every server process can check it, and it ends with the password.
 */

/** Of a person as they are stored. */
export interface AccountProved {
	readonly id: string
	/** Hash; null before the first sign-in. */
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

/** Which browser it is, where one of these proofs is for this account; null otherwise. */
export function knownDevice(account: AccountProved | undefined, proofs: readonly string[]): string | null {
	if (!account || account.password === null) return null
	for (const proof of proofs) {
		const [nonce = '', mac = ''] = proof.split('.')
		const wanted = macOf(account, nonce)
		if (mac.length === wanted.length && timingSafeEqual(Buffer.from(mac), Buffer.from(wanted))) return nonce
	}
	return null
}
