import { type Bytes, joinBytes, utf8 } from '#shared/kernel/bytes'
import { pointBytes, tagBytes } from './sealing.ts'

/*
 * A response to a reading request is sealed to the phone's access key (HPKE, as in `sealing.ts`): the
 * sender's point (65 bytes), then the box. The nonce of the request is bound in, so that a response is valid
 * for no other request.
 */

/** Media type of a response that consists of sealed bytes only. */
export const sealedType = 'application/vnd.zila.sealed'

/** HPKE info: used for nothing else that is sealed. */
export const replyInfo = utf8('ZILA sealed reply')

export const boundToNonce = (nonce: string): Bytes => utf8(nonce)

export const writeSealedReply = (enc: Uint8Array, box: Uint8Array): Bytes => joinBytes([enc, box])

/** Parses a sealed response. Null if it is too short. */
export function openSealedReply(bytes: Uint8Array): { readonly enc: Bytes; readonly box: Bytes } | null {
	if (bytes.length < pointBytes + tagBytes) return null
	return { enc: bytes.slice(0, pointBytes), box: bytes.slice(pointBytes) }
}
