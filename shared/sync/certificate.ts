import * as z from 'zod/mini'
import { type Bytes, fromUtf8, joinBytes, utf8 } from '#shared/kernel/bytes'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { personSchema } from '#shared/people/people'
import { idSchema } from '#shared/revisions/revision'

/**
 * Certificate of an enrolment, signed by the server's key: the person, and the key that signs their
 * revisions. A server restored from a backup before the enrolment recognises it by this.
 */
export const certificateSchema = z.object({
	v: z.literal(1),
	project: z.string(),
	device: idSchema,
	kind: z.enum(['phone', 'desk']),
	phone: z.string(),
	label: z.string(),
	/** Null for a desk: its revisions are signed by the server itself. */
	publicKey: z.nullable(z.string()),
	enrolled: z.string(),
	person: personSchema,
})
export type Certificate = z.infer<typeof certificateSchema>

/** Prefix of the bytes that a server signs as a certificate: nothing else that it signs begins like this. */
const prefix = utf8('ZILA certificate\n')
export const certificateToSign = (content: Uint8Array): Bytes => joinBytes([prefix, content])

export const certificateContent = (certificate: Certificate): Bytes =>
	utf8(canonicalJson(certificate as unknown as Json))

/** Parses a certificate without verifying it. Null if the bytes are not one. */
export function readCertificate(content: Uint8Array): Certificate | null {
	try {
		const read = certificateSchema.safeParse(JSON.parse(fromUtf8(content)))
		return read.success ? read.data : null
	} catch {
		return null
	}
}
