import type { Bytes } from '#shared/kernel/bytes'
import { messageKey, readSealingKey } from '#shared/sync/sealing'

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const

/** One exchange with whoever has the other half of a key: what seals to them, and the point that lets them open it. */
export interface HpkeExchange {
	readonly recipient: Bytes
	/** The sender's point of the moment. */
	readonly enc: Bytes
	readonly aes: CryptoKey
	/** Of the first message. */
	readonly nonce: Bytes
}

/**
 * HPKE's key exchange. Its own key lives for this one exchange, so that nothing on this phone opens again what it sealed. `info`: what is
 * sealed, the same words on both sides. Null where the key is none.
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
