import * as z from 'zod/mini'
import { attachmentName } from '#shared/forms/attachment-names'
import { type Bytes, fromBase64url, toBase64url, toHex, utf8 } from '#shared/kernel/bytes'
import { canonicalJson } from '#shared/kernel/canonical-json'
import { digest, shortDigest } from '#shared/kernel/digest'
import { idSchema } from '#shared/revisions/revision'
import { readMessage } from './messages.ts'

/*
 * Upload of an attachment, separate from the bundles: the core of tus 1.0. POST begins an upload or finds it
 * again, HEAD returns how far it came, PATCH adds the next part at the end of the last one. An older server
 * answers `not-found`.
 *
 * Each request carries a statement of the attachment, and the phone's signature over that, the method, the
 * offset of the part and its hash. The part is sealed to the project's key if the phone has one: an
 * intermediary sees only its length. There is no time and no nonce in it, so a phone whose clock is years off
 * is accepted, and no extra request is needed for permission. A replayed request only repeats its effect: it
 * begins the same upload, or writes the same bytes at the same offset, where the server accepts them once.
 */

/** Statement of an attachment: the same in every request of its upload. */
const attachmentSchema = z.object({
	project: z.string().check(z.maxLength(40)),
	/** Id of the enrolment whose phone has it, and whose key signs. */
	device: idSchema,
	/** The record whose revisions name it. */
	record: idSchema,
	name: z.string().check(z.regex(attachmentName)),
	/** Size in bytes. */
	size: z.int().check(z.nonnegative()),
	/** SHA-256 of the whole attachment, hexadecimal. */
	sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
})
export type AttachmentSent = z.infer<typeof attachmentSchema>

export const attachmentHeaders = {
	statement: 'zila-attachment',
	signature: 'zila-signature',
	/** `1`: the body of a PATCH is a sealed frame (`sealed-frame.ts`) that contains the part. */
	sealed: 'zila-sealed',
	offset: 'upload-offset',
	length: 'upload-length',
} as const

/** Limits of an attachment and its parts, in bytes. */
export const attachmentLimits = {
	whole: 100_000_000,
	smallestPart: 32 * 1024,
	largestPart: 256 * 1024,
} as const

/** Encodes a statement for the header: the same bytes in every request for an attachment. */
export const writeStatement = (sent: AttachmentSent): string => toBase64url(utf8(canonicalJson(sent)))

/** Parses a statement. Null if it is not one that our phones write. */
export function readStatement(text: string): AttachmentSent | null {
	try {
		return readMessage(attachmentSchema, fromBase64url(text))
	} catch {
		return null
	}
}

/** Returns the address of an upload, which discloses nothing about the attachment. */
export const uploadOf = (statement: string): string => shortDigest(statement)

/** Returns the id of an attachment for addresses, so that no answer appears in an address. */
export const attachmentId = (record: string, name: string): string => shortDigest(`${record} ${name}`)

export interface UploadRequest {
	readonly method: 'POST' | 'HEAD' | 'PATCH'
	readonly statement: string
	/** Offset of the part; 0 without one. */
	readonly offset: number
	/** Empty for POST and HEAD. */
	readonly part: Uint8Array
}

/**
 * Returns the bytes that the phone signs. No header of a bundle begins like this, so a signature cannot be
 * reused for one.
 */
export const signedBytes = ({ method, statement, offset, part }: UploadRequest): Bytes =>
	utf8(`zila attachment 1\n${method}\n${statement}\n${offset}\n${toHex(digest(part))}`)
