import { createDecipheriv, createECDH } from 'node:crypto'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { boundTo, type SealedRevision } from '#shared/sync/sealed-frame'
import { messageKey, sealingKeyId, tagBytes } from '#shared/sync/sealing'

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

export function makeKeyPair(): KeyPair {
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
		open({ id, enc, box }) {
			try {
				const common = pair.computeSecret(enc)
				const { key, nonce } = messageKey({ enc, recipient, common })
				const tagAt = box.length - tagBytes
				const opening = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
				opening.setAAD(boundTo(id))
				opening.setAuthTag(box.subarray(tagAt))
				return Buffer.concat([opening.update(box.subarray(0, tagAt)), opening.final()])
			} catch {
				return null
			}
		},
	}
}
