import * as z from 'zod/mini'
import { answerSchema, longestAnswer } from '#shared/forms/answers'
import { maxBulkRecords } from './many-moves.ts'

const id = z.string().check(z.minLength(1), z.maxLength(64))
const path = z.string().check(z.minLength(1), z.maxLength(450))
const answer = z.nullable(answerSchema)
const some = <Each extends z.ZodMiniType>(each: Each) =>
	z.array(each).check(z.minLength(1), z.maxLength(maxBulkRecords))
/** Each with its place in its repeat, from 1. */
const rows = z.record(z.string(), z.int())
const common = {
	/** Made by whoever asks: what goes in several steps is one correction. */
	correction: id,
	/** A reason that is blank has a problem of its own. */
	why: z.string().check(z.maxLength(1000)),
}

const changedRecord = z.object({
	id,
	/** `before`: as it was shown. Where it says something else by now, the record is left; and where these are more than one revision holds. Null is no answer. */
	changes: z.array(z.object({ path, before: answer, after: answer })).check(z.minLength(1)),
	/** Answers that would not be asked any more, as they were shown; `*` for whichever. Where others would be hidden too, the record is left. */
	hides: z.array(z.union([path, z.literal('*')])),
})
const changed = some(changedRecord)

/** Answers that a data manager sets right, or a correction that is taken back; of one record or of many, a few with each request. */
export const bulkEditRequestSchema = z.discriminatedUnion('kind', [
	z.object({ ...common, kind: z.literal('correct'), records: changed }),
	/** Of disagreements of somebody with herself what she said later; `hides` says nothing here, since she said it. */
	z.object({ ...common, kind: z.literal('take-later'), records: changed }),
	/** From a file that was brought back: against what stood when it was taken. */
	z.object({
		...common,
		kind: z.literal('from-file'),
		records: some(
			z.object({
				...changedRecord.shape,
				/** Number of the last thing that had come then. */
				seq: z.int().check(z.nonnegative()),
			}),
		),
	}),
	z.object({
		...common,
		kind: z.literal('take-back'),
		takesBack: id,
		records: some(z.object({ id })),
	}),
])
export type BulkEditRequest = z.infer<typeof bulkEditRequestSchema>

/** A correction as a list has it. */
const bulkEditListItemSchema = z.object({
	id: z.string(),
	/** The correction that it takes back; null for one that sets right. */
	takesBack: z.nullable(z.string()),
	/** What it changed came back in a file. */
	isFromFile: z.boolean(),
	author: z.string(),
	/** ISO, UTC */
	at: z.string(),
	why: z.string(),
	records: z.int(),
	/** Of these, in how many it was taken back; who sees only some districts is told of these. */
	takenBack: z.int(),
	lastSeq: z.int(),
})
export type BulkEditListItem = z.infer<typeof bulkEditListItemSchema>
/** Newest first. `before`: `lastSeq` of the last one already seen. */
export const bulkEditListSchema = z.object({
	corrections: z.array(bulkEditListItemSchema),
	isMore: z.boolean(),
})

/** What a correction changed in each record, in the order of writing. */
export const bulkEditRecordsResponseSchema = z.object({
	records: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			form: z.string(),
			formVersion: z.int(),
			seq: z.int(),
			changes: z.array(z.object({ path: z.string(), before: answer, after: answer })),
			rows,
		}),
	),
	isMore: z.boolean(),
})
export type BulkEditRecordsResponse = z.infer<typeof bulkEditRecordsResponseSchema>

/** As many as one look gives; what is beyond is found by looking again when these are corrected. */
export const maxPreviewRecords = 1000

const expression = z.string().check(z.maxLength(4000))
/** The finished records of a form and a round. */
export const recordScopeSchema = z.object({
	form: z.string().check(z.maxLength(120)),
	round: z.string().check(z.maxLength(40)),
	district: z.optional(z.string().check(z.maxLength(40))),
})
export type RecordScope = z.infer<typeof recordScopeSchema>

/** A question in them. */
export const questionScopeSchema = z.object({
	...recordScopeSchema.shape,
	/** Template */
	question: path,
})
export type QuestionScope = z.infer<typeof questionScopeSchema>

/** Which answers shall be changed, and into what. */
export const bulkEditPreviewRequestSchema = z.object({
	...questionScopeSchema.shape,
	/** Condition in the form's language; '' for all. */
	where: expression,
	into: z.discriminatedUnion('kind', [
		z.object({ kind: z.literal('answer'), value: answer }),
		/** Worked out from the record, in the form's language. */
		z.object({ kind: z.literal('expression'), value: expression }),
		/** By what another question says, but for spaces around and capitals: the code of a text in the place of the one that stands for all others. */
		z.object({
			kind: z.literal('by-text'),
			/** Template of the question with the text. */
			text: path,
			/** The choice that stands for what is in no choice. */
			instead: z.string().check(z.maxLength(200)),
			codes: z
				.array(
					z.object({
						text: z.string().check(z.maxLength(longestAnswer)),
						code: z.string().check(z.maxLength(200)),
					}),
				)
				.check(z.minLength(1), z.maxLength(500)),
		}),
	]),
})
export type BulkEditPreviewRequest = z.infer<typeof bulkEditPreviewRequestSchema>

export const foundRecordSchema = z.object({
	id: z.string(),
	name: z.string(),
	formVersion: z.int(),
	changes: z.array(z.object({ path: z.string(), before: answer, after: answer })),
	/** Other answers that would not be asked any more. */
	hides: z.array(z.string()),
	rows,
})

export const foundChangesSchema = z.object({
	/** Records that were looked through. */
	looked: z.int(),
	/** Of a version of the form in which the question or the condition makes no sense. */
	skipped: z.int(),
	/** Places where nothing was worked out, or what the question cannot have there: these are not among the others. */
	notPossible: z.int(),
	/** Places with a disagreement, which is decided by who has seen its sides. */
	disputed: z.int(),
	records: z.array(foundRecordSchema),
	isMore: z.boolean(),
})
export type FoundChanges = z.infer<typeof foundChangesSchema>

/** What is written at a question, and how often: to give each a code. */
export const writtenTextsSchema = z.object({
	texts: z.array(z.object({ text: z.string(), records: z.int() })),
	isMore: z.boolean(),
})
export type WrittenTexts = z.infer<typeof writtenTextsSchema>

/** Texts that are one for a recoding. */
export const textAsOne = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()
