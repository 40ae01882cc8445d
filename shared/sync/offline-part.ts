import * as z from 'zod/mini'
import { type Bytes, fromBase64url, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import type { UploadRequest } from './attachment-upload.ts'
import { readMessage } from './messages.ts'

/*
 * An attachment in an offline bundle: the requests of its upload (`attachment-upload.ts`), each with the
 * phone's signature and each sealed separately.
 *
 *   [length of the JSON, u32, big-endian][JSON header][the part]
 */

export interface SignedUpload extends UploadRequest {
	readonly signature: Uint8Array
}

/** Maximum bytes of an attachment in one frame. */
export const maxOfflinePartBytes = 64 * 1024

const partHeaderSchema = z.object({
	method: z.enum(['POST', 'PATCH']),
	statement: z.string(),
	offset: z.int().check(z.nonnegative()),
	signature: z.string().check(z.regex(/^[\w-]*$/)),
})

export function encodeOfflinePart({ method, statement, offset, signature, part }: SignedUpload): Bytes {
	const header = utf8(JSON.stringify({ method, statement, offset, signature: toBase64url(signature) }))
	const length = new Uint8Array(4)
	new DataView(length.buffer).setUint32(0, header.length)
	return joinBytes([length, header, part])
}

/** Parses a part. Null if the bytes are not one. */
export function decodeOfflinePart(bytes: Uint8Array): SignedUpload | null {
	if (bytes.length < 4) return null
	const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
	const header = end <= bytes.length ? readMessage(partHeaderSchema, bytes.subarray(4, end)) : null
	return header ? { ...header, signature: fromBase64url(header.signature), part: bytes.subarray(end) } : null
}
