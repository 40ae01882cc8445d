import { createDecipheriv, createECDH, type ECDH } from 'node:crypto'
import { type Bytes, fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { answerInfo, nonceOf, type SealedAnswer } from '#shared/sync/sealed-answer'
import { boundTo, type SealedRevision } from '#shared/sync/sealed-frame'
import { messageKey, sealingInfo, sealingKeyId, tagBytes } from '#shared/sync/sealing'

const curve = 'prime256v1'

/** The project's current or a former key, which decrypts what phones encrypted to it. */
export interface SealingKey {
	/** Key id as in a frame, base64url. */
	readonly id: string
	/** Public key for phones, base64url. */
	readonly publicKey: string
	/**
	 * Returns the deflated revision; null if decryption fails, because the frame was modified or has another
	 * id.
	 */
	open(sealed: SealedRevision): Uint8Array | null
}

export interface KeyPair {
	readonly publicKey: string
	readonly privateKey: string
}

export function createKeyPair(): KeyPair {
	const pair = createECDH(curve)
	pair.generateKeys()
	return { publicKey: toBase64url(pair.getPublicKey()), privateKey: scalarOf(pair.getPrivateKey()) }
}

/** Returns the key pair of a private key. @throws Error if it is not a private key */
export function pairOf(privateKey: string): KeyPair {
	const pair = createECDH(curve)
	pair.setPrivateKey(fromBase64url(privateKey))
	return { publicKey: toBase64url(pair.getPublicKey()), privateKey }
}

/** Pads to 32 bytes, for numbers with leading zeros. */
const scalarOf = (bytes: Uint8Array): string => {
	const whole = new Uint8Array(32)
	whole.set(bytes, 32 - bytes.length)
	return toBase64url(whole)
}

export function openSealingKey({ publicKey, privateKey }: KeyPair): SealingKey {
	const recipient = fromBase64url(publicKey)
	const pair = createECDH(curve)
	pair.setPrivateKey(fromBase64url(privateKey))
	return {
		id: toBase64url(sealingKeyId(recipient)),
		publicKey,
		open: ({ id, enc, box }) =>
			opened({ pair, recipient, enc, box, info: sealingInfo, message: 0, place: boundTo(id) }),
	}
}

/** Decrypts an answer at the path that it was encrypted for; null if decryption fails. */
export function openAnswer(
	{ publicKey, privateKey }: KeyPair,
	{ enc, box, message }: SealedAnswer,
	place: Uint8Array,
): Uint8Array | null {
	const pair = createECDH(curve)
	pair.setPrivateKey(fromBase64url(privateKey))
	return opened({ pair, recipient: fromBase64url(publicKey), enc, box, info: answerInfo, message, place })
}

interface SealedInput {
	readonly pair: ECDH
	readonly recipient: Uint8Array
	readonly enc: Uint8Array
	readonly box: Uint8Array
	readonly info: Bytes
	/** Number of the message within the exchange. */
	readonly message: number
	/** Additional authenticated data. */
	readonly place: Uint8Array
}

function opened({ pair, recipient, enc, box, info, message, place }: SealedInput): Uint8Array | null {
	try {
		const { key, nonce } = messageKey({ enc, recipient, common: pair.computeSecret(enc) }, info)
		const tagAt = box.length - tagBytes
		const opening = createDecipheriv('aes-256-gcm', key, nonceOf(nonce, message), {
			authTagLength: tagBytes,
		})
		opening.setAAD(place)
		opening.setAuthTag(box.subarray(tagAt))
		return Buffer.concat([opening.update(box.subarray(0, tagAt)), opening.final()])
	} catch {
		return null
	}
}
