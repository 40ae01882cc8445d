import * as z from 'zod/mini'

const countSchema = z.int().check(z.nonnegative(), z.maximum(Number.MAX_SAFE_INTEGER))

/**
 * What a phone still has after this request, and how it is: counts, and nothing of any record. It travels when it differs from what was said
 * last, so that a sync without news costs nothing more.
 */
export const deviceInventorySchema = z.object({
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
	/** Of the room that the phone keeps free for its work, so much is left, in steps of ten percent; absent where it is whole, or nobody can tell. */
	room: z.optional(z.int().check(z.minimum(0), z.maximum(90))),
	/** Age of the last second copy, in whole days; absent where there is none. */
	copyDays: z.optional(countSchema),
	/** Minutes that its clock is ahead of the server's, in steps of five; absent where it goes right, or does not know. */
	clock: z.optional(z.int()),
})
export type DeviceInventory = z.infer<typeof deviceInventorySchema>

/** What was stored of it; null for what is none. */
export function parseDeviceInventory(text: string | null): DeviceInventory | null {
	if (text === null) return null
	try {
		return deviceInventorySchema.safeParse(JSON.parse(text)).data ?? null
	} catch {
		return null
	}
}
