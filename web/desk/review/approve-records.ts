import { sendBulkReview } from '../../api/desk-client.ts'
import type { BulkReviewOutcome, NamedRecord } from './undo-state.ts'

/** Approves several records in the revision that the list showed. */
export const approveSome = (
	records: readonly (NamedRecord & { readonly lastSeq: number })[],
): Promise<BulkReviewOutcome> =>
	withNames('approve', records, () =>
		sendBulkReview({ kind: 'approve', records: records.map(({ id, lastSeq }) => ({ id, lastSeq })) }),
	)

export const undoApprovals = (records: readonly NamedRecord[]): Promise<BulkReviewOutcome> =>
	withNames('undo', records, () =>
		sendBulkReview({ kind: 'undo', records: records.map(({ id }) => ({ id })) }),
	)

async function withNames(
	kind: BulkReviewOutcome['kind'],
	records: readonly NamedRecord[],
	move: () => ReturnType<typeof sendBulkReview>,
): Promise<BulkReviewOutcome> {
	const { done, left } = await move()
	const nameOf = new Map(records.map(({ id, name }) => [id, name]))
	const named = (id: string): NamedRecord => ({ id, name: nameOf.get(id) ?? '' })
	return { kind, done: done.map(named), left: left.map(({ id, why }) => ({ ...named(id), why })) }
}
