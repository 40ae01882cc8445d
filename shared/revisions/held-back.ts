import * as z from 'zod/mini'

/** Why work is stored but belongs to no record until a person decides. */
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
 * What no person can let in: what belongs to another project has no record here, and what this program does not understand
 * says nothing yet. A newer program tries that again by itself.
 */
export const canBeReleased = (why: string): boolean => why !== 'other-project' && why !== 'not-understood'

/** The record that held-back work belongs to, where it is here and the asking person may see it. */
const recordSchema = z.object({ id: z.string(), name: z.string() })

const quarantinedRevisionSchema = z.object({
	id: z.string(),
	why: z.string(),
	/** Who brought it: name and phone; empty where nobody knows the enrolment. */
	author: z.string(),
	phone: z.string(),
	/** Whose name it carries, where that is another. */
	writtenAs: z.nullable(z.string()),
	/** When its phone wrote it, corrected; null where that cannot be read. */
	written: z.nullable(z.string()),
	received: z.string(),
	/** Id of the form; null where that cannot be read. */
	form: z.nullable(z.string()),
	/** How many answers it changes, and whether it begins a record. Not which: that is for who may see the record. */
	changes: z.int(),
	isBeginning: z.boolean(),
	record: z.nullable(recordSchema),
})
export type QuarantineListItem = z.infer<typeof quarantinedRevisionSchema>

const decidedSchema = z.object({
	revision: z.string(),
	/** Why it had been held back. */
	heldFor: z.string(),
	decision: z.enum(['let-in', 'keep-out']),
	why: z.string(),
	at: z.string(),
	decidedBy: z.string(),
	author: z.string(),
	phone: z.string(),
})
export type QuarantineDecisionListItem = z.infer<typeof decidedSchema>

/** What waits for a decision, and the last decisions, each of which the other one ends. */
export const quarantineListResponseSchema = z.object({
	waiting: z.array(quarantinedRevisionSchema),
	decided: z.array(decidedSchema),
})
export type QuarantineListResponse = z.infer<typeof quarantineListResponseSchema>

export const quarantineDecisionRequestSchema = z.object({
	ids: z.array(z.string().check(z.maxLength(64))).check(z.minLength(1), z.maxLength(500)),
	decision: z.enum(['let-in', 'keep-out']),
	/** Must be said to keep something out. */
	why: z.string().check(z.maxLength(1000)),
})
export type QuarantineDecisionRequest = z.infer<typeof quarantineDecisionRequestSchema>
