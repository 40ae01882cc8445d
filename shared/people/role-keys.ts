import * as z from 'zod/mini'
import { type Bytes, fromBase64url, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { type SealingRole, sealingRecipients } from './roles.ts'

/** A point of P-256, uncompressed, base64url. */
const publicKeySchema = z.string().check(z.regex(/^[\w-]{87}$/))
/** r‖s, base64url. */
const signatureSchema = z.string().check(z.regex(/^[\w-]{86}$/))

/** Request to register a key that a user's browser created for their role. */
export const newRoleKeySchema = z.object({
	publicKey: publicKeySchema,
	/** The private key, encrypted with its recovery words: the server cannot decrypt it. */
	wrapped: z.string().check(z.minLength(1), z.maxLength(1000), z.regex(/^[\w-]+$/)),
	/**
	 * Signature of the previous key over `roleKeyToSign`; without it another holder of the role has to confirm
	 * the key.
	 */
	signature: z.optional(signatureSchema),
})
export type NewRoleKey = z.infer<typeof newRoleKeySchema>

/**
 * `current`: phones seal to it · `former`: they did · `waiting`: to be confirmed by another holder ·
 * `rejected`
 */
export const roleKeyStates = ['current', 'former', 'waiting', 'rejected'] as const

export const roleKeyListItemSchema = z.object({
	/** Beginning of the digest of the public key, base64url: sealed answers name it. */
	id: z.string(),
	publicKey: publicKeySchema,
	wrapped: z.string(),
	/** ISO */
	since: z.string(),
	/** Name of the person who created it. */
	by: z.string(),
	state: z.enum(roleKeyStates),
	/** True if the current user created it. */
	isOwn: z.boolean(),
})
export type RoleKeyListItem = z.infer<typeof roleKeyListItemSchema>

export const roleKeyDecisionSchema = z.object({ decision: z.enum(['confirm', 'reject']) })

/**
 * Proof that a key follows the previous one: its signature, or the names of the people who confirmed it, as
 * the server reports them.
 */
const successionStepSchema = z.object({
	publicKey: publicKeySchema,
	signature: z.optional(signatureSchema),
	confirmedBy: z.optional(z.array(z.string().check(z.maxLength(80)))),
})
export type SuccessionStep = z.infer<typeof successionStepSchema>

/**
 * Body of a `role-key` document, ref = the role, or `identifiers`: the key to which phones seal answers for
 * it. `succession`: all keys of the role, oldest first and this one last, so that a phone can verify the
 * chain from the one that it has.
 */
export const roleKeyDocumentSchema = z.object({
	role: z.enum(sealingRecipients),
	publicKey: publicKeySchema,
	succession: z.optional(z.array(successionStepSchema)),
})
export type RoleKeyDocument = z.infer<typeof roleKeyDocumentSchema>

/** Returns the bytes that the previous key signs for its successor. */
export const roleKeyToSign = ({
	project,
	role,
	before,
	publicKey,
}: {
	readonly project: string
	readonly role: SealingRole
	readonly before: string
	readonly publicKey: string
}): Bytes => utf8(`ZILA role key\n${project}\n${role}\n${before}\n${publicKey}`)

/** SPKI prefix of a P-256 point. */
const spkiHead = new Uint8Array([
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
	0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
])
/** Returns a public key for signature verification: SPKI, base64url. */
export const spkiOf = (publicKey: string): string =>
	toBase64url(joinBytes([spkiHead, fromBase64url(publicKey)]))
