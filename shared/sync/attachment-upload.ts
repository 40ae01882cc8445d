import * as z from 'zod/mini'
import { attachmentName } from '#shared/forms/attachment-names'
import { type Bytes, fromBase64url, toBase64url, toHex, utf8 } from '#shared/kernel/bytes'
import { canonicalJson } from '#shared/kernel/canonical-json'
import { digest, shortDigest } from '#shared/kernel/digest'
import { idSchema } from '#shared/revisions/revision'
import { readMessage } from './messages.ts'

/*
 * How an attachment travels, beside the bundles: the core of tus 1.0. POST begins an upload or finds it again, HEAD asks
 * how far it came, PATCH adds the next part where the last one ended. A server from before says `not-found`.
 *
 * Each request carries what is sent, and the phone's signature over that, the method, the place of the part and its hash.
 * The part travels sealed to the project's key where the phone has one: whoever stands in between sees how long it is.
 * There is no time and no nonce in it, so that a phone whose clock is years off is heard, and no request is needed only
 * to be allowed the next one. Whoever repeats a request can only do again what it did: begin the same upload, or put
 * the same bytes at the same place of it, where the server takes them once.
 */

/** What a phone says of an attachment: the same in every request of its upload. */
const attachmentSchema = z.object({
	project: z.string().check(z.maxLength(40)),
	/** The enrolment whose phone holds it, and whose key signs. */
	device: idSchema,
	/** The record whose revisions name it. */
	record: idSchema,
	name: z.string().check(z.regex(attachmentName)),
	/** Bytes. */
	size: z.int().check(z.nonnegative()),
	/** Of all its bytes, in hexadecimal digits. */
	sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
})
export type AttachmentSent = z.infer<typeof attachmentSchema>

export const attachmentHeaders = {
	statement: 'zila-attachment',
	signature: 'zila-signature',
	/** `1`: the body of a PATCH is a sealed frame (`sealed-frame.ts`), and the part is in it. */
	sealed: 'zila-sealed',
	offset: 'upload-offset',
	length: 'upload-length',
} as const

/** Bytes. */
export const attachmentLimits = {
	whole: 100_000_000,
	smallestPart: 32 * 1024,
	largestPart: 256 * 1024,
} as const

/** As it stands in the header: the same bytes for the same attachment, whichever request it is. */
export const writeStatement = (sent: AttachmentSent): string => toBase64url(utf8(canonicalJson(sent)))

/** Null for what no phone of ours would say. */
export function readStatement(text: string): AttachmentSent | null {
	try {
		return readMessage(attachmentSchema, fromBase64url(text))
	} catch {
		return null
	}
}

/** The address of an upload, which tells nothing of what is sent. */
export const uploadOf = (statement: string): string => shortDigest(statement)

/** The name of an attachment where addresses need one: an answer stands in no address. */
export const attachmentId = (record: string, name: string): string => shortDigest(`${record} ${name}`)

export interface UploadRequest {
	readonly method: 'POST' | 'HEAD' | 'PATCH'
	readonly statement: string
	/** Where the part begins; 0 without one. */
	readonly offset: number
	/** Empty for POST and HEAD. */
	readonly part: Uint8Array
}

/** What the phone signs. No header of a bundle begins so: one cannot be taken for the other. */
export const signedBytes = ({ method, statement, offset, part }: UploadRequest): Bytes =>
	utf8(`zila attachment 1\n${method}\n${statement}\n${offset}\n${toHex(digest(part))}`)
