import * as z from 'zod/mini'
import { coordinateDisclosures } from './coordinate-disclosure.ts'

/** Size and contents of an export at this moment. */
export const exportCountSchema = z.object({
	records: z.int(),
	/** Number of records with an open conflict. */
	disputed: z.int(),
	/** Names of the quasi-identifiers that shared files suppress; null if the form has none. */
	traits: z.nullable(z.array(z.string())),
	/** Disclosure of its locations, over all versions of the form. */
	places: z.enum(coordinateDisclosures),
})
export type ExportCount = z.infer<typeof exportCountSchema>

/** Number of texts in a file that look as if they identified a person. */
export const identifyingCountSchema = z.object({ texts: z.int() })
