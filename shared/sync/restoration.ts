import * as z from 'zod/mini'

/** Restore of a server from a backup, as phones detected it. */
export const restorationSchema = z.object({
	/** Time of the first detection, ISO. */
	since: z.string(),
	/** Revisions that phones sent again. */
	returned: z.int(),
	/** Phones that noticed. */
	phones: z.int(),
	/** Phones that have not reported in since: revisions on them may still be missing. */
	silent: z.int(),
})
export type Restoration = z.infer<typeof restorationSchema>
