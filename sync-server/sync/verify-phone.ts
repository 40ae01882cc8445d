import { createPublicKey, verify } from 'node:crypto'
import { fromBase64url } from '#shared/kernel/bytes'

/** True if the phone's key signed these bytes (ECDSA P-256, SHA-256, r‖s as WebCrypto gives it). */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
	try {
		const key = createPublicKey({ key: Buffer.from(fromBase64url(publicKey)), format: 'der', type: 'spki' })
		return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)
	} catch {
		return false
	}
}
