import { reviewApi } from '#shared/api/review'
import type { BulkResult } from '#shared/review/bulk-review'
import { callRoute } from '../../api/call-route.ts'
import type { BulkReviewOutcome, NamedRecord } from './undo-state.ts'

/** Approves several records in the revision that the list showed. */
export const approveSome = (
	records: readonly (NamedRecord & { readonly lastSeq: number })[],
): Promise<BulkReviewOutcome> =>
	withNames('approve', records, () =>
		callRoute(reviewApi.bulk, {
			body: { kind: 'approve', records: records.map(({ id, lastSeq }) => ({ id, lastSeq })) },
		}),
	)

export const undoApprovals = (records: readonly NamedRecord[]): Promise<BulkReviewOutcome> =>
	withNames('undo', records, () =>
		callRoute(reviewApi.bulk, { body: { kind: 'undo', records: records.map(({ id }) => ({ id })) } }),
	)

async function withNames(
	kind: BulkReviewOutcome['kind'],
	records: readonly NamedRecord[],
	move: () => Promise<BulkResult>,
): Promise<BulkReviewOutcome> {
	const { done, left } = await move()
	const nameOf = new Map(records.map(({ id, name }) => [id, name]))
	const named = (id: string): NamedRecord => ({ id, name: nameOf.get(id) ?? '' })
	return { kind, done: done.map(named), left: left.map(({ id, why }) => ({ ...named(id), why })) }
}
