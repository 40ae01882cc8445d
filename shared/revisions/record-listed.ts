import * as z from 'zod/mini'
import { type FlagKind, flagKindNames, flagKinds } from '#shared/quality/flags'
import { quickApprovalBlockers } from './clean-record.ts'
import { conflictKinds, statuses } from './view.ts'

/** A record in a list. */
export const recordListItemSchema = z.object({
	id: z.string(),
	form: z.string(),
	formVersion: z.int(),
	name: z.string(),
	round: z.nullable(z.string()),
	district: z.nullable(z.string()),
	outcome: z.nullable(z.string()),
	status: z.enum(statuses),
	isVoid: z.boolean(),
	openCases: z.int(),
	/** Of which kinds these are. */
	openKinds: z.array(z.enum(conflictKinds)),
	/** Open questions of the checks about it; null while they have not looked at it as it is now. */
	openFlags: z.nullable(z.int()),
	/** Why it is not approved without being opened; null where it can be. */
	notClean: z.nullable(z.enum(quickApprovalBlockers)),
	viewError: z.nullable(z.string()),
	/** Made up, whatever round it says. */
	demonstration: z.boolean(),
	/** ISO, UTC */
	started: z.string(),
	changed: z.string(),
	lastSeq: z.int(),
	/** Of the revision that finished it first; null before. */
	finishedSeq: z.nullable(z.int()),
	ownerName: z.string(),
	ownerCode: z.string(),
})
export type RecordListItem = z.infer<typeof recordListItemSchema>

export const recordListSchema = z.object({
	records: z.array(recordListItemSchema),
	total: z.int(),
	/** There are more than `total`: counting ended there. */
	isMore: z.boolean(),
})

export const recordOrders = ['oldest', 'worst'] as const
export type RecordOrder = (typeof recordOrders)[number]

/** The kinds that are asked about single interviews. */
export const interviewFlags = flagKindNames.filter((kind) => flagKinds[kind].about === 'interview')
const flagFilters = ['any', 'none', 'unknown', ...interviewFlags] as [FlagFilter, ...FlagFilter[]]
export type FlagFilter = 'any' | 'none' | 'unknown' | FlagKind

/** What a list can be narrowed to; absent means all. */
export const recordQuerySchema = z.object({
	round: z.optional(z.string()),
	district: z.optional(z.string()),
	form: z.optional(z.string()),
	owner: z.optional(z.string()),
	status: z.optional(z.enum(statuses)),
	disputed: z.optional(z.literal('1')),
	/** Kept as it came, since this server could not read it, or its form's rules took too long. */
	notUnderstood: z.optional(z.literal('1')),
	/** Finished and not void: what waits for somebody to approve or return it. */
	waiting: z.optional(z.literal('1')),
	/** Of what waits, by open questions of the checks: some, none, not looked at yet, or one of this kind. */
	flag: z.optional(z.enum(flagFilters)),
	/** Of what waits: what was finished first, or about which most is asked, and then that. Anything else begins with the newest change. */
	order: z.optional(z.enum(recordOrders)),
	/** What coverage counts: not void and, where no status is asked for, finished. */
	counted: z.optional(z.literal('1')),
	cluster: z.optional(z.string().check(z.maxLength(100))),
	sex: z.optional(z.enum(['male', 'female'])),
	outcome: z.optional(z.string().check(z.maxLength(20))),
	disposition: z.optional(z.string().check(z.maxLength(20))),
	/** The campaign's day on which it was finished. */
	day: z.optional(z.iso.date()),
	/** Finished first with a revision of a higher number. */
	finishedAfter: z.optional(z.coerce.number()),
	/** Changed by a revision of a higher number. */
	changedAfter: z.optional(z.coerce.number()),
	/** With an open disagreement that a revision of a higher number brought. */
	disputedAfter: z.optional(z.coerce.number()),
	search: z.optional(z.string().check(z.maxLength(100))),
	/** `lastSeq` of the last record already seen; `finishedSeq` in an order that goes by it. */
	before: z.optional(z.coerce.number()),
	/** And its open questions, where these come first. */
	beforeFlags: z.optional(z.coerce.number()),
})
export type RecordQuery = z.infer<typeof recordQuerySchema>

/** Where a record stands in a list, and which come before and after it. */
export const recordNeighboursResponseSchema = z.object({
	/** From 1; null where it is not in the list, or no longer. */
	position: z.nullable(z.int()),
	total: z.int(),
	isMore: z.boolean(),
	previous: z.nullable(z.string()),
	next: z.nullable(z.string()),
})
export type RecordNeighboursResponse = z.infer<typeof recordNeighboursResponseSchema>

/** How many there would be under each value of a filter, the others as they are. Null where counting them would take too long. */
const numbered = z.record(z.string(), z.int())
export const queueNumbersSchema = z.nullable(
	z.object({ round: numbered, district: numbered, form: numbered, owner: numbered, flag: numbered }),
)
export type QueueNumbers = z.infer<typeof queueNumbersSchema>

/** Counted up to a bound; `isMore`: there are more. */
export const countSchema = z.object({ total: z.int(), isMore: z.boolean() })
/** What waits for a review, and for a decision; null for who decides nothing. */
export const waitingCountSchema = z.object({ toReview: countSchema, toDecide: z.nullable(countSchema) })
