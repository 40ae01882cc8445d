import * as z from 'zod/mini'
import { answerSchema } from '#shared/forms/answers'
import { recordScopeSchema } from './corrections.ts'
import { maxBulkRecords } from './many-moves.ts'

const id = z.string().check(z.minLength(1), z.maxLength(64))
const path = z.string().check(z.minLength(1), z.maxLength(450))
const answer = z.nullable(answerSchema)
/** In the language of the form. */
const expression = z.string().check(z.minLength(1), z.maxLength(4000))
const ruleTextSchema = z.string().check(z.minLength(1), z.maxLength(500))

/** What must be true of every record, at every place where a question is answered; and what to look at where it is not. */
const wording = {
	name: z.string().check(z.minLength(1), z.maxLength(120)),
	/** Template */
	question: path,
	holds: expression,
	message: ruleTextSchema,
	/** What the answer would be then: the same for all, or worked out from the record; null suggests nothing. */
	into: z.nullable(
		z.discriminatedUnion('kind', [
			z.object({ kind: z.literal('answer'), value: answer }),
			z.object({ kind: z.literal('expression'), value: expression }),
		]),
	),
}
export const ruleWordingSchema = z.object(wording)
export type RuleWording = z.infer<typeof ruleWordingSchema>

/** A rule as it is from now on. `id` is made by whoever writes it: one that is known gets a new wording. */
export const saveRuleRequestSchema = z.object({
	...wording,
	id,
	form: z.string().check(z.maxLength(120)),
	isOn: z.boolean(),
	/** Number of the wording that it takes the place of, as it was shown; 0 for a new rule. */
	instead: z.int().check(z.nonnegative()),
})
export type SaveRuleRequest = z.infer<typeof saveRuleRequestSchema>
/** Number of the wording that counts now. */
export const saveRuleResponseSchema = z.object({ n: z.int() })

/** Who said so, and when (ISO, UTC). */
const worded = { ...wording, isOn: z.boolean(), by: z.string(), at: z.string() }
const ruleListedSchema = z.object({
	...worded,
	id: z.string(),
	/** Number of this wording, from 1. */
	n: z.int(),
	/** Places that it is broken at, without those that are right as they are. */
	open: z.int(),
	right: z.int(),
	/** Wordings of before, newest first. */
	earlier: z.array(z.object(worded)),
})
export type RuleListItem = z.infer<typeof ruleListedSchema>

/** The rules of a form. */
export const ruleListResponseSchema = z.object({
	rules: z.array(ruleListedSchema),
	/** Records that were not held against them yet; no more than `mostBehind` are counted. */
	behind: z.int(),
	/** The first of those that could not be. */
	failed: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type RuleListResponse = z.infer<typeof ruleListResponseSchema>
export const mostBehind = 10_000

const readsSchema = z.array(z.object({ path: z.string(), answer }))

/** A place where a record breaks a rule. */
const ruleViolationSchema = z.object({
	/** Of the record */
	id: z.string(),
	name: z.string(),
	district: z.nullable(z.string()),
	cluster: z.nullable(z.string()),
	/** Name of whose record it is. */
	by: z.string(),
	/** '' where a rule is tried that is not kept. */
	rule: z.string(),
	path: z.string(),
	/** The answers that the rule looks at, the question's own first. */
	reads: readsSchema,
	/** What it suggests there; null where it suggests nothing, or what cannot be. `hides`: answers that would not be asked any more. */
	suggested: z.nullable(z.object({ after: answer, hides: z.array(z.string()) })),
	/** Who said that it is right as it is; null where nobody did. */
	right: z.nullable(z.object({ by: z.string(), at: z.string(), why: z.string() })),
	/** Each row's place in its repeat, from 1. */
	rows: z.record(z.string(), z.int()),
})
export type RuleViolation = z.infer<typeof ruleViolationSchema>

/** In the order in which the records came. `next`: where the next page begins; null at the end. */
export const ruleViolationsResponseSchema = z.object({
	broken: z.array(ruleViolationSchema),
	next: z.nullable(z.int()),
})
export type RuleViolationsResponse = z.infer<typeof ruleViolationsResponseSchema>

export const tryRuleRequestSchema = z.object({ ...recordScopeSchema.shape, ...wording })
export type TryRuleRequest = z.infer<typeof tryRuleRequestSchema>

/** What a rule finds before it is kept. `records`: that break it; `broken`: the places of the first of them. */
export const tryRuleResponseSchema = z.object({
	looked: z.int(),
	/** Of a version of the form in which it makes no sense. */
	skipped: z.int(),
	records: z.int(),
	broken: z.array(ruleViolationSchema),
	isMore: z.boolean(),
})
export type TryRuleResponse = z.infer<typeof tryRuleResponseSchema>

/** Places that break a rule and are right as they are, for a reason; or that are to be asked about again. */
export const resolveViolationsRequestSchema = z.object({
	kind: z.enum(['right', 'ask-again']),
	/** A reason that is blank has a problem of its own; asking again needs none. */
	why: z.string().check(z.maxLength(1000)),
	/** `reads`: as they were shown, however many rows a rule looks at. Where one of them is another by now, the place is left. */
	places: z
		.array(z.object({ id, rule: id, path, reads: readsSchema }))
		.check(z.minLength(1), z.maxLength(maxBulkRecords)),
})
export type ResolveViolationsRequest = z.infer<typeof resolveViolationsRequestSchema>
