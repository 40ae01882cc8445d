import { type Bytes, joinBytes, utf8 } from '#shared/kernel/bytes'
import { pointBytes, tagBytes } from './sealing.ts'

/*
 * What a server answers to who may read is sealed to the phone's access key (HPKE, as in `sealing.ts`): the sender's point (65 bytes), then
 * the box. The nonce of the request is bound in, so that no reply serves for another request.
 */

/** The type of a reply that is nothing but sealed bytes. */
export const sealedType = 'application/vnd.zila.sealed'

/** Nothing else is sealed under these words. */
export const replyInfo = utf8('ZILA sealed reply')

export const boundToNonce = (nonce: string): Bytes => utf8(nonce)

export const writeSealedReply = (enc: Uint8Array, box: Uint8Array): Bytes => joinBytes([enc, box])

/** Null for what is too short to hold anything. */
export function openSealedReply(bytes: Uint8Array): { readonly enc: Bytes; readonly box: Bytes } | null {
	if (bytes.length < pointBytes + tagBytes) return null
	return { enc: bytes.slice(0, pointBytes), box: bytes.slice(pointBytes) }
}
