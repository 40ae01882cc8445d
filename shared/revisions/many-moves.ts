import * as z from 'zod/mini'
import { quickApprovalBlockers } from './clean-record.ts'

/** So many at once: what they hold is written one record after the other, while phones wait. */
export const maxBulkRecords = 50

/** Whoever approved something takes it back within so many minutes. */
export const undoWindowMinutes = 10

const some = <Each extends z.ZodMiniType>(each: Each) =>
	z.array(each).check(z.minLength(1), z.maxLength(maxBulkRecords))
const id = z.string().check(z.maxLength(64))

/** What the desk does with several records, unopened. */
export const bulkReviewRequestSchema = z.discriminatedUnion('kind', [
	/** `lastSeq`: as the list said it. One that has changed since is left. */
	z.object({ kind: z.literal('approve'), records: some(z.object({ id, lastSeq: z.int() })) }),
	/** Approvals of one's own, of just now. */
	z.object({ kind: z.literal('take-back'), records: some(z.object({ id })) }),
])
export type BulkReviewRequest = z.infer<typeof bulkReviewRequestSchema>

/** Why one of them was left as it is. */
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
