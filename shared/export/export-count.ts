import * as z from 'zod/mini'
import { coordinateDisclosures } from './places-told.ts'

/** What a file would hold now. */
export const exportCountSchema = z.object({
	records: z.int(),
	/** Of them, those with a disagreement that nobody has decided. */
	disputed: z.int(),
	/** What files for others hide where few are alike, by the names of its questions; null where there are none. */
	traits: z.nullable(z.array(z.string())),
	/** Whether it has places, whichever version asked for them. */
	places: z.enum(coordinateDisclosures),
})
export type ExportCount = z.infer<typeof exportCountSchema>

/** How many of the texts in a file look as if they told who somebody is. */
export const identifyingCountSchema = z.object({ texts: z.int() })
export type IdentifyingCount = z.infer<typeof identifyingCountSchema>
