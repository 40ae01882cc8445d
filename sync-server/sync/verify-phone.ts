import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { fromBase64url } from '#shared/kernel/bytes'

/** Cache of parsed keys: parsing costs more than a verification. */
const cachedKeys = new Map<string, KeyObject>()
const maxCachedKeys = 2000

function keyFrom(publicKey: string): KeyObject {
	const cached = cachedKeys.get(publicKey)
	if (cached) return cached
	const key = createPublicKey({ key: Buffer.from(fromBase64url(publicKey)), format: 'der', type: 'spki' })
	if (cachedKeys.size >= maxCachedKeys) cachedKeys.clear()
	cachedKeys.set(publicKey, key)
	return key
}

/** True if the text is a valid key of a phone: P-256, as SPKI in base64url. */
export function isPhoneKey(publicKey: string): boolean {
	try {
		return keyFrom(publicKey).asymmetricKeyDetails?.namedCurve === 'prime256v1'
	} catch {
		return false
	}
}

/** True if the phone's key signed these bytes (ECDSA P-256, SHA-256, r‖s as WebCrypto gives it). */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
	try {
		return verify('sha256', bytes, { key: keyFrom(publicKey), dsaEncoding: 'ieee-p1363' }, signature)
	} catch {
		return false
	}
}
