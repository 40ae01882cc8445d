import * as z from 'zod/mini'
import { publishedEstimateSchema } from './estimates-response.ts'
import { indicatorWordingSchema } from './indicator.ts'

const wording = indicatorWordingSchema.shape
/** Short id, as tables name it: `H1`, `S4-signs`. */
export const indicatorIdSchema = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,30}$/))

/** Request to save an indicator. */
export const saveIndicatorRequestSchema = z.object({
	...wording,
	id: indicatorIdSchema,
	isOn: z.boolean(),
	/** Number of the wording that it replaces, as it was shown; 0 for a new one. */
	instead: z.int().check(z.nonnegative()),
})
export type SaveIndicatorRequest = z.infer<typeof saveIndicatorRequestSchema>

/** A wording with its author and time (ISO, UTC); null for one that is shipped with the software. */
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
	/** Earlier wordings, newest first. */
	earlier: z.array(z.object(worded)),
})
export type IndicatorListItem = z.infer<typeof indicatorListItemSchema>
export const indicatorListSchema = z.array(indicatorListItemSchema)

/** Preview of a wording for a round. */
export const tryIndicatorRequestSchema = z.object({ ...wording, round: z.string().check(z.maxLength(40)) })
export const tryIndicatorResponseSchema = z.object({
	/** All interviews that arrived, complete or not. */
	interviews: z.int(),
	/** Number of interviews outside of the base. */
	out: z.int(),
	/** Numerator of a share. Null for means, and if suppressed. */
	yes: z.nullable(z.int()),
	figure: publishedEstimateSchema,
})
export type TryIndicatorResponse = z.infer<typeof tryIndicatorResponseSchema>
