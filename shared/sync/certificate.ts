import * as z from 'zod/mini'
import { personSchema } from '#shared/access/people'
import { type Bytes, fromUtf8, joinBytes, utf8 } from '#shared/kernel/bytes'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { idSchema } from '#shared/revisions/revision'

/**
 * What the server says of an enrolment, signed by its own key: who works under it, and which key signs what they write. A
 * server that was set back to before the enrolment knows it again by this.
 */
export const certificateSchema = z.object({
	v: z.literal(1),
	project: z.string(),
	device: idSchema,
	kind: z.enum(['phone', 'desk']),
	phone: z.string(),
	label: z.string(),
	/** Null for a desk: there the server itself signs. */
	publicKey: z.nullable(z.string()),
	enrolled: z.string(),
	person: personSchema,
})
export type Certificate = z.infer<typeof certificateSchema>

/** The bytes that a server signs as a certificate: nothing else that it signs begins like this. */
const prefix = utf8('ZILA certificate\n')
export const certificateToSign = (content: Uint8Array): Bytes => joinBytes([prefix, content])

export const certificateContent = (certificate: Certificate): Bytes =>
	utf8(canonicalJson(certificate as unknown as Json))

/** What a certificate says, whoever signed it; null if it is none. */
export function readCertificate(content: Uint8Array): Certificate | null {
	try {
		const read = certificateSchema.safeParse(JSON.parse(fromUtf8(content)))
		return read.success ? read.data : null
	} catch {
		return null
	}
}
