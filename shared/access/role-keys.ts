import * as z from 'zod/mini'
import { keyHolders } from './roles.ts'

/** A point of P-256, uncompressed, base64url. */
const publicKeySchema = z.string().check(z.regex(/^[\w-]{87}$/))

/** Body of the request: a key that somebody's browser made for their role. */
export const newRoleKeySchema = z.object({
	publicKey: publicKeySchema,
	/** The private half, wrapped in its words: the server cannot open it. */
	wrapped: z.string().check(z.minLength(1), z.maxLength(1000), z.regex(/^[\w-]+$/)),
})
export type NewRoleKey = z.infer<typeof newRoleKeySchema>

export const roleKeyListedSchema = z.object({
	/** The beginning of the digest of the public half, base64url: sealed answers name it. */
	id: z.string(),
	publicKey: publicKeySchema,
	wrapped: z.string(),
	/** ISO */
	since: z.string(),
	/** Name of who made it. */
	by: z.string(),
})
export type RoleKeyListed = z.infer<typeof roleKeyListedSchema>

/** Body of a `role-key` document, ref = the role, or `identifiers`: to which key phones seal answers for it. */
export const roleKeyDocumentSchema = z.object({ role: z.enum(keyHolders), publicKey: publicKeySchema })
