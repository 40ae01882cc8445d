import * as z from 'zod/mini'

const countSchema = z.int().check(z.nonnegative(), z.maximum(Number.MAX_SAFE_INTEGER))

/**
 * Inventory of a phone after the request: counts only, no content of records. It is sent when it differs from
 * the last one, so that a sync without news costs nothing more.
 */
export const deviceInventorySchema = z.object({
	/** Unsent revisions; `records`: the records that they belong to. */
	waiting: countSchema,
	records: countSchema,
	/** Age of the oldest unsent revision, in whole days. */
	days: countSchema,
	drafts: countSchema,
	/**
	 * Records with revisions that the server refused, or that are damaged on the phone: these are not sent by
	 * themselves.
	 */
	stuck: countSchema,
	/**
	 * Photos, recordings and files that the server does not have. Absent if the phone does not know their
	 * owners.
	 */
	files: z.optional(z.object({ count: countSchema, bytes: z.optional(countSchema) })),
	/**
	 * Free part of the storage that the phone reserves for its work, in steps of ten percent. Absent if all of
	 * it is free, or unknown.
	 */
	room: z.optional(z.int().check(z.minimum(0), z.maximum(90))),
	/** Age of the last second copy, in whole days. Absent if there is none. */
	copyDays: z.optional(countSchema),
	/**
	 * Minutes by which its clock is ahead of the server's, in steps of five. Absent if it is right, or unknown.
	 */
	clock: z.optional(z.int()),
})
export type DeviceInventory = z.infer<typeof deviceInventorySchema>

/** Parses a stored inventory. Null if there is none. */
export function parseDeviceInventory(text: string | null): DeviceInventory | null {
	if (text === null) return null
	try {
		return deviceInventorySchema.safeParse(JSON.parse(text)).data ?? null
	} catch {
		return null
	}
}
