import * as z from 'zod/mini'
import { answerSchema, longestAnswer } from '#shared/forms/answers'
import { reasonSchema } from '#shared/kernel/reason'
import { maxBulkRecords } from '../review/bulk-review.ts'

/** Bytes: long notes, before and after the edit. */
export const maxBulkEditBytes = 4_000_000

const id = z.string().check(z.minLength(1), z.maxLength(64))
const path = z.string().check(z.minLength(1), z.maxLength(450))
const answer = z.nullable(answerSchema)
const some = <Each extends z.ZodMiniType>(each: Each) =>
	z.array(each).check(z.minLength(1), z.maxLength(maxBulkRecords))
/** Position of each row in its repeat, from 1. */
const rows = z.record(z.string(), z.int())
const common = {
	/** Id made by the client: several requests with one id are one bulk edit. */
	bulkEditId: id,
	/** A blank reason is refused with an error code of its own. */
	why: reasonSchema,
}

const changedRecord = z.object({
	id,
	/**
	 * `before`: the value that was shown; null is no answer. A record with another value now is skipped, as is
	 * one with more changes than fit in a revision.
	 */
	changes: z.array(z.object({ path, before: answer, after: answer })).check(z.minLength(1)),
	/**
	 * Answers that become irrelevant, as they were shown; `*` for any. A record in which others would be hidden
	 * too is skipped.
	 */
	hides: z.array(z.union([path, z.literal('*')])),
})
const changed = some(changedRecord)

/** Edits by a data manager, or the undo of a bulk edit, in one or more records; a few with each request. */
export const bulkEditRequestSchema = z.discriminatedUnion('kind', [
	z.object({ ...common, kind: z.literal('edit'), records: changed }),
	/** Resolves conflicts of one enumerator with herself by her later value; `hides` is ignored. */
	z.object({ ...common, kind: z.literal('accept-later'), records: changed }),
	/** Edits from an imported file, relative to the state when it was exported. */
	z.object({
		...common,
		kind: z.literal('from-file'),
		records: some(
			z.object({
				...changedRecord.shape,
				/** Sequence number of the newest revision at the export. */
				seq: z.int().check(z.nonnegative()),
			}),
		),
	}),
	z.object({
		...common,
		kind: z.literal('undo'),
		undoes: id,
		records: some(z.object({ id })),
	}),
])
export type BulkEditRequest = z.infer<typeof bulkEditRequestSchema>

/** A bulk edit in a list. */
const bulkEditListItemSchema = z.object({
	id: z.string(),
	/** Id of the bulk edit that it undoes; null if it is not an undo. */
	undoes: z.nullable(z.string()),
	/** True if the edits came from an imported file. */
	isFromFile: z.boolean(),
	author: z.string(),
	/** ISO, UTC */
	at: z.string(),
	why: z.string(),
	records: z.int(),
	/** Number of records in which it was undone; only records of the reader's districts count. */
	undoneRecords: z.int(),
	lastSeq: z.int(),
})
export type BulkEditListItem = z.infer<typeof bulkEditListItemSchema>
/** Newest first. `before`: `lastSeq` of the last item already loaded. */
export const bulkEditListSchema = z.object({
	bulkEdits: z.array(bulkEditListItemSchema),
	isMore: z.boolean(),
})

/** Changes of a bulk edit in each record, in the order of writing. */
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

/** Maximum records per preview; the rest is found by another preview when these are edited. */
export const maxPreviewRecords = 1000

const expression = z.string().check(z.maxLength(4000))
/** Scope: the finished records of a form and a round. */
export const recordScopeSchema = z.object({
	form: z.string().check(z.maxLength(120)),
	round: z.string().check(z.maxLength(40)),
	district: z.optional(z.string().check(z.maxLength(40))),
})
export type RecordScope = z.infer<typeof recordScopeSchema>

/** Scope: a question in these records. */
export const questionScopeSchema = z.object({
	...recordScopeSchema.shape,
	/** Template of the question. */
	question: path,
})
export type QuestionScope = z.infer<typeof questionScopeSchema>

/** Request to preview a bulk edit: which answers change, and to what. */
export const bulkEditPreviewRequestSchema = z.object({
	...questionScopeSchema.shape,
	/** Condition in the form's language; '' for all records. */
	where: expression,
	into: z.discriminatedUnion('kind', [
		z.object({ kind: z.literal('answer'), value: answer }),
		/** Calculated for each record, in the form's language. */
		z.object({ kind: z.literal('expression'), value: expression }),
		/**
		 * Recodes by the text of another question, ignoring spaces around and case: replaces the choice "other" by
		 * the code of its text.
		 */
		z.object({
			kind: z.literal('by-text'),
			/** Template of the question with the text. */
			text: path,
			/** Code of the choice "other". */
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
	/** Other answers that become irrelevant. */
	hides: z.array(z.string()),
	rows,
})

export const foundChangesSchema = z.object({
	/** Number of searched records. */
	searchedRecords: z.int(),
	/** Number of records under a form version without the question, or for which the condition is invalid. */
	skipped: z.int(),
	/**
	 * Number of answers without a calculated value, or with one that the question does not allow; not part of
	 * the other counts.
	 */
	notPossible: z.int(),
	/** Number of answers with a conflict, which is resolved by a person who has seen its sides. */
	disputed: z.int(),
	records: z.array(foundRecordSchema),
	isMore: z.boolean(),
})
export type FoundChanges = z.infer<typeof foundChangesSchema>

/** Texts given as answers to a question, with their frequency: the input for recoding. */
export const writtenTextsSchema = z.object({
	texts: z.array(z.object({ text: z.string(), records: z.int() })),
	isMore: z.boolean(),
})
export type WrittenTexts = z.infer<typeof writtenTextsSchema>

/** Normalises a text for recoding: texts with the same result get the same code. */
export const textAsOne = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()
