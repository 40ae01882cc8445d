import * as z from 'zod/mini'
import { publishedEstimateSchema } from './figures-told.ts'
import { indicatorWordingSchema } from './indicator.ts'

const wording = indicatorWordingSchema.shape
/** Short, as a table names it: `H1`, `S4-signs`. */
const id = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,30}$/))

/** An indicator as it is from now on. */
export const saveIndicatorRequestSchema = z.object({
	...wording,
	id,
	isOn: z.boolean(),
	/** Number of the wording that it takes the place of, as it was shown; 0 for a new one. */
	instead: z.int().check(z.nonnegative()),
})
export type SaveIndicatorRequest = z.infer<typeof saveIndicatorRequestSchema>

/** Who said so, and when (ISO, UTC); null for what came with the program. */
const worded = {
	...wording,
	version: z.int(),
	isOn: z.boolean(),
	by: z.nullable(z.string()),
	at: z.nullable(z.string()),
}
const indicatorListItemSchema = z.object({
	...worded,
	id: z.string(),
	/** Wordings of before, newest first. */
	earlier: z.array(z.object(worded)),
})
export type IndicatorListItem = z.infer<typeof indicatorListItemSchema>
export const indicatorListSchema = z.array(indicatorListItemSchema)

/** What a wording would say of a round. */
export const tryIndicatorRequestSchema = z.object({ ...wording, round: z.string().check(z.maxLength(40)) })
export const tryIndicatorResponseSchema = z.object({
	/** All that came in, completed or not. */
	interviews: z.int(),
	/** Out of the base. */
	out: z.int(),
	/** Of shares: who is counted as yes. Null for means, and where there are too few to say. */
	yes: z.nullable(z.int()),
	figure: publishedEstimateSchema,
})
export type TryIndicatorResponse = z.infer<typeof tryIndicatorResponseSchema>
