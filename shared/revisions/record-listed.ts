import * as z from 'zod/mini'
import { statuses } from './view.ts'

/** A record in a list. */
export const recordListedSchema = z.object({
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
	viewError: z.nullable(z.string()),
	/** Made up, whatever round it says. */
	demonstration: z.boolean(),
	/** ISO, UTC */
	started: z.string(),
	changed: z.string(),
	lastSeq: z.int(),
	ownerName: z.string(),
	ownerCode: z.string(),
})
export type RecordListed = z.infer<typeof recordListedSchema>

export const recordListSchema = z.object({
	records: z.array(recordListedSchema),
	total: z.int(),
	/** There are more than `total`: counting ended there. */
	isMore: z.boolean(),
})

/** What a list can be narrowed to; absent means all. */
export const recordQuerySchema = z.object({
	round: z.optional(z.string()),
	district: z.optional(z.string()),
	form: z.optional(z.string()),
	owner: z.optional(z.string()),
	status: z.optional(z.enum(statuses)),
	disputed: z.optional(z.literal('1')),
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
	/** `lastSeq` of the last record already seen. */
	before: z.optional(z.coerce.number()),
})
export type RecordQuery = z.infer<typeof recordQuerySchema>
