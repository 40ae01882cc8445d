import * as z from 'zod/mini'
import { type FlagKind, flagKindNames, flagKinds } from '#shared/quality/flags'
import { wholeNumberSchema } from '../kernel/whole-number.ts'
import { conflictKinds, statuses } from '../revisions/record-state.ts'
import { quickApprovalBlockers } from './quick-approval.ts'

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
	openConflicts: z.int(),
	/** Kinds of the open conflicts. */
	openKinds: z.array(z.enum(conflictKinds)),
	/** Open quality flags. Null if the checks have not run on the current state. */
	openFlags: z.nullable(z.int()),
	/** Why it cannot be approved unopened; null if it can. */
	quickApprovalBlocker: z.nullable(z.enum(quickApprovalBlockers)),
	answersError: z.nullable(z.string()),
	/** Practice record, whatever its round is. */
	demonstration: z.boolean(),
	/** ISO, UTC */
	started: z.string(),
	changed: z.string(),
	lastSeq: z.int(),
	/** Sequence number of the revision that finished it first; null before. */
	finishedSeq: z.nullable(z.int()),
	ownerName: z.string(),
	ownerCode: z.string(),
})
export type RecordListItem = z.infer<typeof recordListItemSchema>

export const recordListSchema = z.object({
	records: z.array(recordListItemSchema),
	total: z.int(),
	/** True if counting stopped at `total` and there are more. */
	isMore: z.boolean(),
})

export const recordOrders = ['oldest', 'worst'] as const
export type RecordOrder = (typeof recordOrders)[number]

/** Kinds of flags about single interviews. */
export const interviewFlags = flagKindNames.filter((kind) => flagKinds[kind].about === 'interview')
const flagFilters = ['any', 'none', 'unknown', ...interviewFlags] as [FlagFilter, ...FlagFilter[]]
export type FlagFilter = 'any' | 'none' | 'unknown' | FlagKind

const anyStatus = statuses.join('|')
const severalStatuses = new RegExp(`^(${anyStatus})(,(${anyStatus}))*$`)

/** Filters of a record list; absent means all. */
export const recordQuerySchema = z.object({
	round: z.optional(z.string()),
	/** Code of a district, or of several with commas between them. */
	district: z.optional(z.string().check(z.maxLength(1000))),
	form: z.optional(z.string()),
	/** Id of an enumerator, or of several with commas between them. */
	owner: z.optional(z.string().check(z.maxLength(4000))),
	/** One status, or several with commas between them. */
	status: z.optional(z.string().check(z.maxLength(100), z.regex(severalStatuses))),
	disputed: z.optional(z.literal('1')),
	/** Only records that the server could not read, or whose form rules took too long. */
	notUnderstood: z.optional(z.literal('1')),
	/** Only records in the review queue: finished and not void. */
	waiting: z.optional(z.literal('1')),
	/** In the review queue, by open flags: any, none, not checked yet, or one of this kind. */
	flag: z.optional(z.enum(flagFilters)),
	/**
	 * In the review queue: oldest finish first, or most flags first and then oldest finish. Other lists begin
	 * with the newest change.
	 */
	order: z.optional(z.enum(recordOrders)),
	/** Only records that progress counts: not void and, unless a status is given, finished. */
	counted: z.optional(z.literal('1')),
	cluster: z.optional(z.string().check(z.maxLength(100))),
	sex: z.optional(z.enum(['male', 'female'])),
	outcome: z.optional(z.string().check(z.maxLength(20))),
	disposition: z.optional(z.string().check(z.maxLength(20))),
	/** Day of the finish in the study's time zone. */
	day: z.optional(z.iso.date()),
	/** First and last day of the finish. */
	from: z.optional(z.iso.date()),
	to: z.optional(z.iso.date()),
	/** Only records first finished by a revision with a higher sequence number. */
	finishedAfter: z.optional(wholeNumberSchema),
	/** Only records changed by a revision with a higher sequence number. */
	changedAfter: z.optional(wholeNumberSchema),
	/** Only records with an open conflict from a revision with a higher sequence number. */
	disputedAfter: z.optional(wholeNumberSchema),
	search: z.optional(z.string().check(z.maxLength(100))),
	/** `lastSeq` of the last record already loaded; `finishedSeq` in an order by finish. */
	before: z.optional(wholeNumberSchema),
	/** Number of flags of the last record already loaded, in the order by flags. */
	beforeFlags: z.optional(z.coerce.number<number>().check(z.int(), z.minimum(-1), z.maximum(1_000_000))),
})
export type RecordQuery = z.infer<typeof recordQuerySchema>

/** Position of a record in a list, and its neighbours. */
export const recordNeighboursResponseSchema = z.object({
	/** From 1; null if the record is not, or no longer, in the list. */
	position: z.nullable(z.int()),
	total: z.int(),
	isMore: z.boolean(),
	previous: z.nullable(z.string()),
	next: z.nullable(z.string()),
})
export type RecordNeighboursResponse = z.infer<typeof recordNeighboursResponseSchema>

/**
 * Number of records under each value of a filter, with the other filters applied. Null if counting would take
 * too long.
 */
const numbered = z.record(z.string(), z.int())
export const queueFacetsSchema = z.nullable(z.object({ form: numbered, owner: numbered, flag: numbered }))
export type QueueFacets = z.infer<typeof queueFacetsSchema>

/** A count with an upper bound; `isMore`: there are more. */
export const countSchema = z.object({ total: z.int(), isMore: z.boolean() })
/**
 * Number of records to review, and of conflicts to resolve; `conflicts` is null for users who cannot resolve
 * conflicts.
 */
export const waitingCountSchema = z.object({ review: countSchema, conflicts: z.nullable(countSchema) })
