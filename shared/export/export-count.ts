import * as z from 'zod/mini'

/** What a file would hold now. */
export const exportCountSchema = z.object({
	records: z.int(),
	/** Of them, those with a disagreement that nobody has decided. */
	disputed: z.int(),
})
export type ExportCount = z.infer<typeof exportCountSchema>

/** How many of the texts in a file look as if they told who somebody is. */
export const identifyingCountSchema = z.object({ texts: z.int() })
export type IdentifyingCount = z.infer<typeof identifyingCountSchema>
