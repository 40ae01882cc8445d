import * as z from 'zod/mini'

/** A server that was set back to a backup, as phones found it out. */
export const restorationSchema = z.object({
	/** When the first phone noticed, ISO. */
	since: z.string(),
	/** Revisions that came back. */
	returned: z.int(),
	/** Phones that noticed. */
	phones: z.int(),
	/** Phones that were not heard since: what they hold may still be missing. */
	silent: z.int(),
})
export type Restoration = z.infer<typeof restorationSchema>
