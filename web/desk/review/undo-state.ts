import { useSyncExternalStore } from 'react'
import { type BulkResult, undoWindowMinutes } from '#shared/review/bulk-review'

export interface NamedRecord {
	readonly id: string
	readonly name: string
}

/** Result of one bulk approval or its undo: records that changed and records that were skipped. */
export interface BulkReviewOutcome {
	readonly kind: 'approve' | 'undo'
	readonly done: readonly NamedRecord[]
	readonly left: readonly (NamedRecord & { readonly why: BulkResult['left'][number]['why'] })[]
}

interface Approval {
	/** ms since 1970 */
	readonly at: number
	readonly done: readonly NamedRecord[]
}

/** Recent approvals and the last result, shared by all screens. */
export interface UndoState {
	/** Last result; null once it was dismissed. */
	readonly outcome: BulkReviewOutcome | null
	/** Approvals that can still be undone, the newest last. */
	readonly approvals: readonly Approval[]
}

export const emptyUndoState: UndoState = { outcome: null, approvals: [] }

/** Adds a result to the state. */
export function addOutcome({ approvals }: UndoState, moved: BulkReviewOutcome, now: number): UndoState {
	if (moved.kind === 'approve')
		return {
			outcome: moved,
			approvals: moved.done.length > 0 ? [...approvals, { at: now, done: moved.done }] : approvals,
		}
	// records that the server did not process can be tried again
	const settled = new Set([...moved.done, ...moved.left.filter(isSettled)].map(({ id }) => id))
	return {
		outcome: moved,
		approvals: approvals
			.map(({ at, done }) => ({ at, done: done.filter(({ id }) => !settled.has(id)) }))
			.filter(({ done }) => done.length > 0),
	}
}

const isSettled = ({ why }: BulkReviewOutcome['left'][number]) => why !== 'not-reached'

/** Time at which the oldest approval can no longer be undone, in ms since 1970; null if there is none. */
export const firstEnd = ({ approvals: [first] }: UndoState): number | null =>
	first ? first.at + undoWindowMinutes * 60_000 : null

/** Returns the state without approvals whose undo window has passed. */
export function withoutOld({ outcome, approvals }: UndoState, now: number): UndoState {
	const young = approvals.filter(({ at }) => at + undoWindowMinutes * 60_000 > now)
	return { outcome: young.length === 0 && outcome?.kind === 'approve' ? null : outcome, approvals: young }
}

/** Kept over screens, until sign-out: an approval is undone from the next record. */
let moves = emptyUndoState
const listeners = new Set<() => void>()

function become(next: UndoState): void {
	moves = next
	for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

export const useUndoState = (): UndoState => useSyncExternalStore(listen, () => moves)
export const recordOutcome = (moved: BulkReviewOutcome): void => become(addOutcome(moves, moved, Date.now()))
export const dismissMessage = (): void => become({ ...moves, outcome: null })
export const clearExpired = (): void => become(withoutOld(moves, Date.now()))
/** Clears the state when the account changes. */
export const clearUndoState = (): void => become(emptyUndoState)
