import * as z from 'zod/mini'

/** Days that a connection may last. */
export const apiKeyLifetimeDays = [1, 7, 30, 90, 365] as const

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(120))
/** Null for any. */
const scope = {
	form: z.nullable(z.string().check(z.maxLength(120))),
	round: z.nullable(z.string().check(z.maxLength(40))),
}

/** What a program reads in a person's name, and how long. */
export const createApiKeyRequestSchema = z.object({
	name,
	...scope,
	days: z.union(apiKeyLifetimeDays.map((days) => z.literal(days))),
})
export type CreateApiKeyRequest = z.infer<typeof createApiKeyRequestSchema>

/** A way by which a program reads, with the rights of whoever made it and no longer than they have these. */
export const apiKeySchema = z.object({
	id: z.string(),
	name: z.string(),
	...scope,
	/** ISO, UTC */
	made: z.string(),
	expires: z.string(),
	/** To the minute; null where it was never used. */
	lastUsed: z.nullable(z.string()),
})
export type ApiKey = z.infer<typeof apiKeySchema>

/** `key`: what the program shows. It is told once; only its digest is kept. */
export const createdApiKeySchema = z.object({ connection: apiKeySchema, key: z.string() })
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>
