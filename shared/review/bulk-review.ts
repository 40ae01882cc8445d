import * as z from 'zod/mini'
import { quickApprovalBlockers } from './quick-approval.ts'

/** Maximum records per bulk review. Each record is a write, and phones wait meanwhile. */
export const maxBulkRecords = 50

/** Minutes within which a reviewer can undo an approval. */
export const undoWindowMinutes = 10

const some = <Each extends z.ZodMiniType>(each: Each) =>
	z.array(each).check(z.minLength(1), z.maxLength(maxBulkRecords))
const id = z.string().check(z.maxLength(64))

/** A review action on several unopened records. */
export const bulkReviewRequestSchema = z.discriminatedUnion('kind', [
	/** `lastSeq`: from the list. A record that has changed since is skipped. */
	z.object({ kind: z.literal('approve'), records: some(z.object({ id, lastSeq: z.int() })) }),
	/** Undoes recent approvals by the same reviewer. */
	z.object({ kind: z.literal('undo'), records: some(z.object({ id })) }),
])
export type BulkReviewRequest = z.infer<typeof bulkReviewRequestSchema>

/** Reasons why a record was skipped. */
export const leftReasons = [
	...quickApprovalBlockers,
	...(['changed', 'by-another', 'too-late', 'not-approved', 'gone', 'not-reached'] as const),
	'own-device' as const,
	...(['not-possible', 'hides-others', 'not-part', 'too-many'] as const),
] as const

export const bulkResultSchema = z.object({
	done: z.array(z.string()),
	left: z.array(z.object({ id: z.string(), why: z.enum(leftReasons) })),
})
export type BulkResult = z.infer<typeof bulkResultSchema>
