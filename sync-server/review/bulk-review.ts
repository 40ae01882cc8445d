import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { type BulkResult, type BulkReviewRequest, undoWindowMinutes } from '#shared/review/bulk-review'
import type { RecordState } from '#shared/revisions/record-state'
import { findRecord, findReviewStates } from '../storage/records/records.ts'
import type { WriteSession } from '../storage/store.ts'
import type { KnownRecord } from '../sync/known-record.ts'
import { type BulkRunOptions, eachByItself, RecordSkipped } from './for-each-record.ts'
import type { DecideDeps } from './resolve-conflict.ts'
import { writeReviewAction } from './review-action.ts'

/**
 * Approves records in bulk if nothing about them requires a review, or undoes such approvals.
 *
 * @throws the error, if it stops the first record
 */
export function applyBulkReview(
	{ forms, signer }: Pick<DecideDeps, 'forms' | 'signer'>,
	person: Person,
	{ kind, records }: BulkReviewRequest,
	reached: BulkRunOptions,
): Promise<BulkResult> {
	return eachByItself<(typeof records)[number]>(records, reached, (each, store) =>
		store.write(async (session) => {
			if ('lastSeq' in each) await demandClean(session, person, each)
			const move = { kind, why: '' } as const
			await writeReviewAction(session, { store, forms, signer }, person, each.id, move, (view, record) => {
				if (kind === 'undo') demandOwnApproval({ view, revisions: record.revisions, person, at: session.at })
			})
		}),
	)
}

/** @throws RecordSkipped */
async function demandClean(
	session: WriteSession,
	person: Person,
	{ id, lastSeq }: { readonly id: string; readonly lastSeq: number },
): Promise<void> {
	const row = await findRecord(session, id)
	if (!row) throw new Problem('not-found')
	const { quickApprovalBlocker } = findReviewStates(row, person.role)
	// an approval by another person is reported as such, not as a change
	if (row.last_seq !== lastSeq && quickApprovalBlocker !== 'approved') throw new RecordSkipped('changed')
	if (quickApprovalBlocker !== null) throw new RecordSkipped(quickApprovalBlocker)
}

interface Approved {
	readonly view: RecordState
	readonly revisions: KnownRecord['revisions']
	readonly person: Person
	/** ISO */
	readonly at: string
}

/**
 * Checks that the approval can be undone: by the person who gave it, within the time limit, and while it is
 * the newest revision. Later revisions were written with the approval known, or are late and wait behind it.
 *
 * @throws RecordSkipped
 */
function demandOwnApproval({ view, revisions, person, at }: Approved): void {
	if (view.status !== 'approved') throw new RecordSkipped('not-approved')
	const [last, ...others] = view.allHeads
	const approval = revisions.find(({ id }) => id === last)
	if (others.length > 0 || approval?.revision.set.$status !== 'approved') throw new RecordSkipped('changed')
	if (approval.revision.author !== person.id) throw new RecordSkipped('by-another')
	if (Date.parse(at) - Date.parse(approval.received) > undoWindowMinutes * 60_000)
		throw new RecordSkipped('too-late')
}
