import * as z from 'zod/mini'

/** Possible lifetimes of an API key, in days. */
export const apiKeyLifetimeDays = [1, 7, 30, 90, 365] as const

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(120))
/** Null for any form or round. */
const scope = {
	form: z.nullable(z.string().check(z.maxLength(120))),
	round: z.nullable(z.string().check(z.maxLength(40))),
}

/** Request for an API key: its scope and lifetime. */
export const createApiKeyRequestSchema = z.object({
	name,
	...scope,
	days: z.union(apiKeyLifetimeDays.map((days) => z.literal(days))),
})
export type CreateApiKeyRequest = z.infer<typeof createApiKeyRequestSchema>

/** An API key. It has the permissions of the user who created it, as long as they have them. */
export const apiKeySchema = z.object({
	id: z.string(),
	name: z.string(),
	...scope,
	/** ISO, UTC */
	created: z.string(),
	expires: z.string(),
	/** Accurate to the minute; null if it was never used. */
	lastUsed: z.nullable(z.string()),
})
export type ApiKey = z.infer<typeof apiKeySchema>

/** `key`: the secret, which is returned once; only its digest is stored. */
export const createdApiKeySchema = z.object({ connection: apiKeySchema, key: z.string() })
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>
