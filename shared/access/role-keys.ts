import * as z from 'zod/mini'
import { type Bytes, fromBase64url, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { type SealingRole, sealingRecipients } from './roles.ts'

/** A point of P-256, uncompressed, base64url. */
const publicKeySchema = z.string().check(z.regex(/^[\w-]{87}$/))
/** r‖s, base64url. */
const signatureSchema = z.string().check(z.regex(/^[\w-]{86}$/))

/** Body of the request: a key that somebody's browser made for their role. */
export const newRoleKeySchema = z.object({
	publicKey: publicKeySchema,
	/** The private half, wrapped in its words: the server cannot open it. */
	wrapped: z.string().check(z.minLength(1), z.maxLength(1000), z.regex(/^[\w-]+$/)),
	/** By the key that it follows, over `roleKeyToSign`; without it another holder of the role confirms the key. */
	signature: z.optional(signatureSchema),
})
export type NewRoleKey = z.infer<typeof newRoleKeySchema>

/** `current`: phones seal to it · `former`: they did · `waiting` for somebody who confirms it · `rejected` */
export const roleKeyStates = ['current', 'former', 'waiting', 'rejected'] as const

export const roleKeyListItemSchema = z.object({
	/** The beginning of the digest of the public half, base64url: sealed answers name it. */
	id: z.string(),
	publicKey: publicKeySchema,
	wrapped: z.string(),
	/** ISO */
	since: z.string(),
	/** Name of who made it. */
	by: z.string(),
	state: z.enum(roleKeyStates),
	/** Whoever asks made it. */
	isOwn: z.boolean(),
})
export type RoleKeyListItem = z.infer<typeof roleKeyListItemSchema>

export const roleKeyDecisionSchema = z.object({ decision: z.enum(['confirm', 'reject']) })

/** Why a key follows the one before it: signed by that, or confirmed by people, whose names the server says. */
const successionStepSchema = z.object({
	publicKey: publicKeySchema,
	signature: z.optional(signatureSchema),
	confirmedBy: z.optional(z.array(z.string().check(z.maxLength(80)))),
})
export type SuccessionStep = z.infer<typeof successionStepSchema>

/**
 * Body of a `role-key` document, ref = the role, or `identifiers`: to which key phones seal answers for it. `succession`: all keys
 * that the role had, the oldest first and this one last, so that a phone can follow from the one that it knows.
 */
export const roleKeyDocumentSchema = z.object({
	role: z.enum(sealingRecipients),
	publicKey: publicKeySchema,
	succession: z.optional(z.array(successionStepSchema)),
})
export type RoleKeyDocument = z.infer<typeof roleKeyDocumentSchema>

/** The bytes that the key before signs, so that another takes its place. */
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

/** What stands before the point of a P-256 key in SPKI. */
const spkiHead = new Uint8Array([
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
	0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
])
/** A public key as what checks signatures takes it: SPKI, base64url. */
export const spkiOf = (publicKey: string): string =>
	toBase64url(joinBytes([spkiHead, fromBase64url(publicKey)]))
