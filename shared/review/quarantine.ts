import * as z from 'zod/mini'
import { reasonSchema } from '#shared/kernel/reason'

/** Reasons for quarantine: the revision is stored but belongs to no record until a person decides. */
export const quarantineReasons = [
	'not-understood',
	'other-project',
	'other-device',
	'not-active',
	'other-role',
	'forbidden-move',
	'too-many-changes',
] as const
export type QuarantineReason = (typeof quarantineReasons)[number]

/**
 * True if a person can release the revision. A revision of another project has no record here; one that this
 * version cannot read is retried automatically by a newer version.
 */
export const canBeReleased = (why: string): boolean => why !== 'other-project' && why !== 'not-understood'

/** The record of a quarantined revision, if it exists and the reader may see it. */
const recordSchema = z.object({ id: z.string(), name: z.string() })

const quarantinedRevisionSchema = z.object({
	id: z.string(),
	why: z.string(),
	/** Name of the person who sent it, and their phone. Empty if the enrolment is unknown. */
	author: z.string(),
	phone: z.string(),
	/** Name of the author in the revision, if that is another person. */
	writtenAs: z.nullable(z.string()),
	/** Phone time of writing, corrected. Null if unreadable. */
	written: z.nullable(z.string()),
	received: z.string(),
	/** Id of the form. Null if unreadable. */
	form: z.nullable(z.string()),
	/**
	 * Number of changed answers; `isBeginning`: it begins a record. The answers are not disclosed: only readers
	 * of the record see them.
	 */
	changes: z.int(),
	isBeginning: z.boolean(),
	record: z.nullable(recordSchema),
})
export type QuarantineListItem = z.infer<typeof quarantinedRevisionSchema>

const decidedSchema = z.object({
	revision: z.string(),
	/** Reason for the quarantine. */
	quarantineReason: z.string(),
	decision: z.enum(['let-in', 'keep-out']),
	why: z.string(),
	at: z.string(),
	decidedBy: z.string(),
	author: z.string(),
	phone: z.string(),
})
export type QuarantineDecisionListItem = z.infer<typeof decidedSchema>

/** Quarantined revisions, and the latest decisions, each of which the opposite one reverses. */
export const quarantineListResponseSchema = z.object({
	waiting: z.array(quarantinedRevisionSchema),
	decided: z.array(decidedSchema),
})
export type QuarantineListResponse = z.infer<typeof quarantineListResponseSchema>

export const quarantineDecisionRequestSchema = z.object({
	ids: z.array(z.string().check(z.maxLength(64))).check(z.minLength(1), z.maxLength(500)),
	decision: z.enum(['let-in', 'keep-out']),
	/** Required for a rejection. */
	why: reasonSchema,
})
export type QuarantineDecisionRequest = z.infer<typeof quarantineDecisionRequestSchema>
