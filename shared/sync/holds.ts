import * as z from 'zod/mini'

const countSchema = z.int().check(z.nonnegative(), z.maximum(Number.MAX_SAFE_INTEGER))

/**
 * What a phone still has after this request: counts, and nothing of any record. It travels when it differs from what was said
 * last, so that a sync without news costs nothing more.
 */
export const holdsSchema = z.object({
	/** Revisions that wait, and the records that they belong to. */
	waiting: countSchema,
	records: countSchema,
	/** Age of the oldest that waits, in whole days. */
	days: countSchema,
	drafts: countSchema,
	/** Records of which the server could not take something, or which are damaged on the phone: these do not come by themselves. */
	stuck: countSchema,
	/** Photos, sound and files that the server does not have; absent where the phone cannot tell whose they are. */
	files: z.optional(z.object({ count: countSchema, bytes: z.optional(countSchema) })),
})
export type Holds = z.infer<typeof holdsSchema>

/** What was stored of it; null for what is none. */
export function readHolds(text: string | null): Holds | null {
	if (text === null) return null
	try {
		return holdsSchema.safeParse(JSON.parse(text)).data ?? null
	} catch {
		return null
	}
}
