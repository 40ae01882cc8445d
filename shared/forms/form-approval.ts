import * as z from 'zod/mini'
import { type Bytes, utf8 } from '../kernel/bytes.ts'
import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import { shortDigest } from '../kernel/digest.ts'
import { roles } from '../people/roles.ts'
import type { FormDefinition } from './form-definition.ts'

/**
 * Statement that a version which weakens the sealing of its form was approved. `by` is empty for versions
 * that were published before approvals were required.
 */
export const formApprovalSchema = z.object({
	v: z.literal(1),
	project: z.string(),
	form: z.string(),
	version: z.int(),
	/** Digest of the definition: an approval is valid for this one only. */
	definition: z.string(),
	by: z.array(z.object({ role: z.enum(roles), name: z.string() })),
	/** ISO, UTC */
	at: z.string(),
})
export type FormApproval = z.infer<typeof formApprovalSchema>

/**
 * An approval as it is sent with a form: canonical JSON, and r‖s by the server's key over `approvalToSign`,
 * base64url.
 */
export const signedApprovalSchema = z.object({
	statement: z.string().check(z.maxLength(4000)),
	signature: z.string().check(z.maxLength(100)),
})
export type SignedApproval = z.infer<typeof signedApprovalSchema>

export const definitionDigest = (definition: FormDefinition): string =>
	shortDigest(canonicalJson(definition as unknown as Json))

export const approvalToSign = (statement: string): Bytes => utf8(`ZILA form approval\n${statement}`)

/**
 * Parses a statement. Null unless it is about this version of this form, with this definition. The signature
 * is verified elsewhere.
 */
export function readApproval(
	statement: string,
	about: {
		readonly project: string
		readonly id: string
		readonly version: number
		readonly definition: FormDefinition
	},
): FormApproval | null {
	let read: unknown
	try {
		read = JSON.parse(statement)
	} catch {
		return null
	}
	const { data } = formApprovalSchema.safeParse(read)
	const isAboutIt =
		data?.project === about.project &&
		data.form === about.id &&
		data.version === about.version &&
		data.definition === definitionDigest(about.definition)
	return isAboutIt ? data : null
}
