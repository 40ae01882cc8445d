import { createDecipheriv, createECDH, type ECDH } from 'node:crypto'
import { type Bytes, fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { answerInfo, nonceOf, type SealedAnswer } from '#shared/sync/sealed-answer'
import { boundTo, type SealedRevision } from '#shared/sync/sealed-frame'
import { messageKey, sealingInfo, sealingKeyId, tagBytes } from '#shared/sync/sealing'

const curve = 'prime256v1'

/** The project's key, or one that it had before: opens what phones sealed to it. */
export interface SealingKey {
	/** base64url, as a frame names it. */
	readonly id: string
	/** As phones get it. */
	readonly publicKey: string
	/** The deflated revision; null where it does not open: it was changed on its way, or moved to another id. */
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

/** The pair of a private key. @throws Error for what is none */
export function pairOf(privateKey: string): KeyPair {
	const pair = createECDH(curve)
	pair.setPrivateKey(fromBase64url(privateKey))
	return { publicKey: toBase64url(pair.getPublicKey()), privateKey }
}

/** 32 bytes, also of a number that begins with zeros. */
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

/** What a sealed answer says, at the place that it was sealed for; null where it does not open. */
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
	/** Which of the exchange it is. */
	readonly message: number
	/** Bound in. */
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
