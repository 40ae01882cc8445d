import type { Bytes } from '#shared/kernel/bytes'
import { messageKey, readSealingKey } from '#shared/sync/sealing'

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const

/**
 * HPKE encryption context of the sender: the key to seal with, and the encapsulated key that the recipient
 * needs.
 */
export interface HpkeExchange {
	readonly recipient: Bytes
	/** Encapsulated key: the sender's ephemeral public key. */
	readonly enc: Bytes
	readonly aes: CryptoKey
	/** Base nonce, used for the first message. */
	readonly nonce: Bytes
}

/**
 * HPKE key exchange with a key pair that exists for this exchange only, so that nothing on this phone can
 * decrypt what it sealed. `info`: the same context string on both sides. Null if the public key is invalid.
 */
export async function agreeWith(publicKey: string, info?: Bytes): Promise<HpkeExchange | null> {
	const recipient = readSealingKey(publicKey)
	if (!recipient) return null
	const [own, theirs] = await Promise.all([
		crypto.subtle.generateKey(curve, false, ['deriveBits']),
		crypto.subtle.importKey('raw', recipient, curve, false, []),
	])
	const [point, common] = await Promise.all([
		crypto.subtle.exportKey('raw', own.publicKey),
		crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256),
	])
	const enc = new Uint8Array(point)
	const { key, nonce } = messageKey({ enc, recipient, common: new Uint8Array(common) }, info)
	const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
	return { recipient, enc, aes, nonce }
}
