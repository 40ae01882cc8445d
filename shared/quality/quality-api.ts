import * as z from 'zod/mini'
import { flagKindNames, flagListItemSchema } from './flags.ts'
import { measureNames } from './measures.ts'
import { severities } from './severity.ts'
import { thresholdsSchema } from './thresholds.ts'

const namedSchema = z.object({ id: z.string(), name: z.string(), code: z.string() })

const enumeratorAlertSchema = z.object({
	person: namedSchema,
	district: z.string(),
	interviews: z.int(),
	points: z.number(),
	isVisited: z.boolean(),
	flags: z.array(flagListItemSchema),
})

/** Response for the page of quality alerts. */
export const qualityAlertsResponseSchema = z.object({
	/** Enumerators to visit or call, the most urgent first. */
	alerts: z.array(enumeratorAlertSchema),
	/** Flags about all enumerators of a district. */
	team: z.array(flagListItemSchema),
	/** Open flags about single interviews, by kind and district. */
	open: z.array(z.object({ kind: z.enum(flagKindNames), district: z.string(), interviews: z.int() })),
	interviews: z.int(),
	/** Number of interviews that have not been compared with the others yet. */
	uncompared: z.int(),
	/** Number of districts whose checks are running again; their results are the previous ones. */
	outdatedDistricts: z.int(),
})
export type QualityAlertsResponse = z.infer<typeof qualityAlertsResponseSchema>

/** Flags of helpline operators. Empty for users without access to the helpline log. */
export const operatorAlertsResponseSchema = z.array(
	z.object({ person: namedSchema, flags: z.array(flagListItemSchema) }),
)
export type OperatorAlertsResponse = z.infer<typeof operatorAlertsResponseSchema>

const shareSchema = z.object({ so: z.int(), of: z.int() })
/** An enumerator's share with its interval, and that of the others of the district. */
const comparedSchema = z.object({
	own: shareSchema,
	low: z.number(),
	high: z.number(),
	team: shareSchema,
	/** True if there are too few interviews to judge. */
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

/** Measures that have a column on the scorecards. */
export const scorecardMeasures = ['short', 'alike', 'straight', 'not-heard'] as const

const middleSchema = z.nullable(z.number())
export const enumeratorResponseSchema = z.object({
	person: namedSchema,
	district: z.string(),
	interviews: z.int(),
	/** Days with an interview. */
	days: z.int(),
	/** Minimum interviews for a judgement. */
	least: z.int(),
	/** Medians of the enumerator and of the others of the district; null without interviews. */
	minutes: z.object({ own: middleSchema, team: middleSchema }),
	perDay: z.object({ own: middleSchema, team: middleSchema }),
	/** Number of interviews that took 0, 1, … minutes, with the limits of check Q03. */
	durations: z.object({
		own: z.array(z.int()),
		team: z.array(z.int()),
		limits: z.pick(thresholdsSchema, { q03ShortestMinutes: true, q03LongestMinutes: true }),
	}),
	shares: z.array(z.object({ measure: z.enum([...measureNames, 'no-answer']), ...comparedSchema.shape })),
	flags: z.array(flagListItemSchema),
	/** Interviews with open flags first, then newest first. */
	latest: z.array(interviewListedSchema),
})
export type EnumeratorResponse = z.infer<typeof enumeratorResponseSchema>

const flaggedSchema = z.object({
	flag: flagListItemSchema,
	severity: z.enum(severities),
	/** Name of the record. */
	name: z.string(),
	person: namedSchema,
	/** ISO; null if it is not known. */
	finished: z.nullable(z.string()),
})
export type FlaggedInterviewListed = z.infer<typeof flaggedSchema>

/** Flags on single interviews: the severest first, of the same severity the newest interview first. */
export const flaggedListSchema = z.object({
	flagged: z.array(flaggedSchema),
	/** Number of flags that the filter finds; the list is limited. */
	total: z.int(),
	/** Number of flags by kind, whatever kind and severity are filtered. */
	kinds: z.array(z.object({ kind: z.enum(flagKindNames), severity: z.enum(severities), count: z.int() })),
	...z.pick(qualityAlertsResponseSchema, { uncompared: true, outdatedDistricts: true }).shape,
})
export type FlaggedList = z.infer<typeof flaggedListSchema>

/** One enumerator of a district beside the others of the round. */
const scorecardSchema = z.object({
	person: namedSchema,
	district: z.string(),
	interviews: z.int(),
	/** The quality index: points of the open flags about the enumerator; 0 if nothing is unusual. */
	points: z.number(),
	isVisited: z.boolean(),
	/** Number of open flags on single interviews, by severity. */
	flags: z.object({ high: z.int(), medium: z.int(), low: z.int() }),
	/** Reasons of the index, the weightiest first. */
	reasons: z.array(flagListItemSchema),
	/** Median minutes per interview; null without interviews. */
	minutes: z.nullable(z.number()),
	shares: z.array(z.object({ measure: z.enum(scorecardMeasures), ...shareSchema.shape })),
	/** Date of the study of the last interview. */
	lastDay: z.nullable(z.string()),
})
export type Scorecard = z.infer<typeof scorecardSchema>

/** Scorecards of all enumerators, the highest index first. */
export const scorecardsSchema = z.object({
	enumerators: z.array(scorecardSchema),
	/** Index from which an enumerator is visited. */
	visitPoints: z.number(),
	/** Minimum interviews for a judgement. */
	least: z.int(),
	...z.pick(qualityAlertsResponseSchema, { uncompared: true, outdatedDistricts: true }).shape,
})
export type ScorecardsResponse = z.infer<typeof scorecardsSchema>

/** Flags of one record. `gone`: decisions about findings that no longer exist. */
export const recordFlagsSchema = z.object({
	round: z.string(),
	flags: z.array(flagListItemSchema),
	gone: z.array(
		z.object({ kind: z.string(), state: z.string(), by: z.string(), at: z.string(), why: z.string() }),
	),
})
export type RecordFlags = z.infer<typeof recordFlagsSchema>
