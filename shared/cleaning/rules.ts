import * as z from 'zod/mini'
import { answerSchema } from '#shared/forms/answers'
import { reasonSchema } from '#shared/kernel/reason'
import { maxBulkRecords } from '../review/bulk-review.ts'
import { recordScopeSchema } from './bulk-edit.ts'

const id = z.string().check(z.minLength(1), z.maxLength(64))
const path = z.string().check(z.minLength(1), z.maxLength(450))
const answer = z.nullable(answerSchema)
/** Expression in the form's language. */
const expression = z.string().check(z.minLength(1), z.maxLength(4000))
const ruleTextSchema = z.string().check(z.minLength(1), z.maxLength(500))

/**
 * A data-cleaning rule: a condition that must be true wherever the question is answered, and the message if
 * it is not.
 */
const wording = {
	name: z.string().check(z.minLength(1), z.maxLength(120)),
	/** Template of the question. */
	question: path,
	holds: expression,
	message: ruleTextSchema,
	/** Suggested answer: a constant, or an expression over the record. Null suggests nothing. */
	into: z.nullable(
		z.discriminatedUnion('kind', [
			z.object({ kind: z.literal('answer'), value: answer }),
			z.object({ kind: z.literal('expression'), value: expression }),
		]),
	),
}
export const ruleWordingSchema = z.object(wording)
export type RuleWording = z.infer<typeof ruleWordingSchema>

/** Request to save a rule. `id` is made by the client: a known id gets a new wording. */
export const saveRuleRequestSchema = z.object({
	...wording,
	id,
	form: z.string().check(z.maxLength(120)),
	isOn: z.boolean(),
	/** Number of the wording that it replaces, as it was shown; 0 for a new rule. */
	instead: z.int().check(z.nonnegative()),
})
export type SaveRuleRequest = z.infer<typeof saveRuleRequestSchema>
/** Number of the current wording. */
export const saveRuleResponseSchema = z.object({ n: z.int() })

/** A wording with its author and time (ISO, UTC). */
const worded = { ...wording, isOn: z.boolean(), by: z.string(), at: z.string() }
const ruleListedSchema = z.object({
	...worded,
	id: z.string(),
	/** Number of this wording, from 1. */
	n: z.int(),
	/** Number of violations, without those marked as correct (`right`). */
	open: z.int(),
	right: z.int(),
	/** Earlier wordings, newest first. */
	earlier: z.array(z.object(worded)),
})
export type RuleListItem = z.infer<typeof ruleListedSchema>

/** The rules of a form. */
export const ruleListResponseSchema = z.object({
	rules: z.array(ruleListedSchema),
	/** Records that were not checked yet; at most `maxBehind` are counted. */
	uncheckedRecords: z.int(),
	/** The first records that could not be checked. */
	failed: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type RuleListResponse = z.infer<typeof ruleListResponseSchema>
export const maxBehind = 10_000

const readsSchema = z.array(z.object({ path: z.string(), answer }))

/** A violation: a place where a record breaks a rule. */
const ruleViolationSchema = z.object({
	/** Id of the record. */
	id: z.string(),
	name: z.string(),
	district: z.nullable(z.string()),
	cluster: z.nullable(z.string()),
	/** Name of the record's owner. */
	by: z.string(),
	/** '' for the preview of an unsaved rule. */
	rule: z.string(),
	path: z.string(),
	/** Answers that the rule reads, that of its question first. */
	reads: readsSchema,
	/**
	 * Suggested answer; null if the rule suggests none, or one that is not possible. `hides`: answers that would
	 * become irrelevant.
	 */
	suggested: z.nullable(z.object({ after: answer, hides: z.array(z.string()) })),
	/** Mark of the violation as correct, with author and reason; null if there is none. */
	right: z.nullable(z.object({ by: z.string(), at: z.string(), why: z.string() })),
	/** Position of each row in its repeat, from 1. */
	rows: z.record(z.string(), z.int()),
})
export type RuleViolation = z.infer<typeof ruleViolationSchema>

/** Violations in the order of arrival of the records. `next`: start of the next page; null at the end. */
export const ruleViolationsResponseSchema = z.object({
	violations: z.array(ruleViolationSchema),
	next: z.nullable(z.int()),
})
export type RuleViolationsResponse = z.infer<typeof ruleViolationsResponseSchema>

export const tryRuleRequestSchema = z.object({ ...recordScopeSchema.shape, ...wording })
export type TryRuleRequest = z.infer<typeof tryRuleRequestSchema>

/**
 * Preview of a rule before it is saved. `records`: number of records that break it; `violations`: the first
 * violations.
 */
export const tryRuleResponseSchema = z.object({
	searchedRecords: z.int(),
	/** Number of records under a form version for which the rule is invalid. */
	skipped: z.int(),
	records: z.int(),
	violations: z.array(ruleViolationSchema),
	isMore: z.boolean(),
})
export type TryRuleResponse = z.infer<typeof tryRuleResponseSchema>

/** Request to mark violations as correct, with a reason, or to reopen them. */
export const resolveViolationsRequestSchema = z.object({
	kind: z.enum(['right', 'ask-again']),
	/** A blank reason is refused with an error code of its own; reopening needs none. */
	why: reasonSchema,
	/**
	 * `reads`: the answers as they were shown, however many a rule reads. A violation is skipped if one has
	 * changed.
	 */
	places: z
		.array(z.object({ id, rule: id, path, reads: readsSchema }))
		.check(z.minLength(1), z.maxLength(maxBulkRecords)),
})
export type ResolveViolationsRequest = z.infer<typeof resolveViolationsRequestSchema>
