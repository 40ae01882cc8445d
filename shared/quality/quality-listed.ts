import * as z from 'zod/mini'
import { flagKindNames, flagListItemSchema } from './flags.ts'
import { measureNames } from './measures.ts'
import { thresholdsSchema } from './thresholds.ts'

const namedSchema = z.object({ id: z.string(), name: z.string(), code: z.string() })

const qualityRequestSchema = z.object({
	person: namedSchema,
	district: z.string(),
	interviews: z.int(),
	points: z.number(),
	isVisited: z.boolean(),
	flags: z.array(flagListItemSchema),
})
export type InterviewerAlert = z.infer<typeof qualityRequestSchema>

/** What a coordinator looks at in the morning. */
export const qualityAlertsResponseSchema = z.object({
	/** Whom to visit, and with whom to talk, the most pressing first. */
	asked: z.array(qualityRequestSchema),
	/** About all who work in a district. */
	team: z.array(flagListItemSchema),
	/** Open questions about single interviews. */
	open: z.array(z.object({ kind: z.enum(flagKindNames), district: z.string(), interviews: z.int() })),
	interviews: z.int(),
	/** So many were not compared with the others yet. */
	uncompared: z.int(),
	/** So many districts are being looked over anew: of these is said what was found before. */
	behind: z.int(),
})
export type QualityAlertsResponse = z.infer<typeof qualityAlertsResponseSchema>

/** What is asked about operators of the helpline; nothing for who does not read its log. */
export const operatorAlertsResponseSchema = z.array(
	z.object({ person: namedSchema, flags: z.array(flagListItemSchema) }),
)
export type OperatorAlertsResponse = z.infer<typeof operatorAlertsResponseSchema>

const shareSchema = z.object({ so: z.int(), of: z.int() })
/** Somebody's share with its interval, beside that of the others of the district. */
const comparedSchema = z.object({
	own: shareSchema,
	low: z.number(),
	high: z.number(),
	team: shareSchema,
	/** Too few to say anything. */
	isFew: z.boolean(),
})
export type MeasureComparison = z.infer<typeof comparedSchema>

const interviewListedSchema = z.object({
	record: z.string(),
	name: z.string(),
	/** ISO */
	finished: z.string(),
	minutes: z.nullable(z.number()),
	flags: z.array(flagListItemSchema),
})

const middleSchema = z.nullable(z.number())
export const interviewerResponseSchema = z.object({
	person: namedSchema,
	district: z.string(),
	interviews: z.int(),
	/** Days with an interview. */
	days: z.int(),
	/** Fewer interviews say nothing. */
	least: z.int(),
	/** Medians, of their own and of the others of the district; null of none. */
	minutes: z.object({ own: middleSchema, team: middleSchema }),
	perDay: z.object({ own: middleSchema, team: middleSchema }),
	/** How many took 0, 1, … minutes, with the limits of check Q03. */
	durations: z.object({
		own: z.array(z.int()),
		team: z.array(z.int()),
		limits: z.pick(thresholdsSchema, { q03ShortestMinutes: true, q03LongestMinutes: true }),
	}),
	shares: z.array(z.object({ measure: z.enum([...measureNames, 'no-answer']), ...comparedSchema.shape })),
	flags: z.array(flagListItemSchema),
	/** Newest first, those with something open before all others. */
	latest: z.array(interviewListedSchema),
})
export type InterviewerResponse = z.infer<typeof interviewerResponseSchema>

/** Flags of some interviews, with the names of the people and the records. */
export const flaggedListSchema = z.object({
	flagged: z.array(z.object({ flag: flagListItemSchema, name: z.string(), person: namedSchema })),
	total: z.int(),
	...z.pick(qualityAlertsResponseSchema, { uncompared: true, behind: true }).shape,
})
export type FlaggedList = z.infer<typeof flaggedListSchema>

/** What is asked about one record; `gone`: what was decided about what is found no longer. */
export const recordFlagsSchema = z.object({
	round: z.string(),
	flags: z.array(flagListItemSchema),
	gone: z.array(
		z.object({ kind: z.string(), state: z.string(), by: z.string(), at: z.string(), why: z.string() }),
	),
})
export type RecordFlags = z.infer<typeof recordFlagsSchema>
