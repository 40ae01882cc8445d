import { createCipheriv, createECDH } from 'node:crypto'
import { type Bytes, fromBase64url } from '#shared/kernel/bytes'
import { boundToNonce, replyInfo, writeSealedReply } from '#shared/sync/sealed-reply'
import { messageKey, readSealingKey } from '#shared/sync/sealing'

const curve = 'prime256v1'

/**
 * Encrypts the response to the request with this nonce to a phone's reply key. `replyKey`: a point of P-256,
 * base64url.
 */
export function sealReply(replyKey: string, plain: Uint8Array, nonce: string): Bytes {
	const recipient = fromBase64url(replyKey)
	const own = createECDH(curve)
	const enc = own.generateKeys()
	const { key, nonce: iv } = messageKey({ enc, recipient, common: own.computeSecret(recipient) }, replyInfo)
	const sealing = createCipheriv('aes-256-gcm', key, iv)
	sealing.setAAD(boundToNonce(nonce))
	const box = Buffer.concat([sealing.update(plain), sealing.final(), sealing.getAuthTag()])
	return writeSealedReply(enc, box)
}

/** True if the text is a valid point that can be encrypted to. */
export function isReplyKey(text: string): boolean {
	const point = readSealingKey(text)
	if (!point) return false
	try {
		const own = createECDH(curve)
		own.generateKeys()
		own.computeSecret(point)
		return true
	} catch {
		return false
	}
}
