import { useSyncExternalStore } from 'react'
import { type BulkResult, undoWindowMinutes } from '#shared/revisions/many-moves'

export interface NamedRecord {
	readonly id: string
	readonly name: string
}

/** What was approved or taken back with one press, and what was left. */
export interface BulkReviewOutcome {
	readonly kind: 'approve' | 'take-back'
	readonly done: readonly NamedRecord[]
	readonly left: readonly (NamedRecord & { readonly why: BulkResult['left'][number]['why'] })[]
}

interface Approval {
	/** ms since 1970 */
	readonly at: number
	readonly done: readonly NamedRecord[]
}

/** On whichever screen somebody is by then. */
export interface UndoState {
	/** The last, until it has been seen. */
	readonly outcome: BulkReviewOutcome | null
	/** Those that can still be taken back, the newest last. */
	readonly approvals: readonly Approval[]
}

export const emptyUndoState: UndoState = { outcome: null, approvals: [] }

/** With what was done just now. */
export function addOutcome({ approvals }: UndoState, moved: BulkReviewOutcome, now: number): UndoState {
	if (moved.kind === 'approve')
		return {
			outcome: moved,
			approvals: moved.done.length > 0 ? [...approvals, { at: now, done: moved.done }] : approvals,
		}
	// what the server did not come to is tried again
	const settled = new Set([...moved.done, ...moved.left.filter(isSettled)].map(({ id }) => id))
	return {
		outcome: moved,
		approvals: approvals
			.map(({ at, done }) => ({ at, done: done.filter(({ id }) => !settled.has(id)) }))
			.filter(({ done }) => done.length > 0),
	}
}

const isSettled = ({ why }: BulkReviewOutcome['left'][number]) => why !== 'not-reached'

/** When the server takes the first of them back no more; null where there is none. */
export const firstEnd = ({ approvals: [first] }: UndoState): number | null =>
	first ? first.at + undoWindowMinutes * 60_000 : null

/** Without what is too old to be taken back. */
export function withoutOld({ outcome, approvals }: UndoState, now: number): UndoState {
	const young = approvals.filter(({ at }) => at + undoWindowMinutes * 60_000 > now)
	return { outcome: young.length === 0 && outcome?.kind === 'approve' ? null : outcome, approvals: young }
}

let moves = emptyUndoState
const listeners = new Set<() => void>()

function become(next: UndoState): void {
	moves = next
	for (const hear of listeners) hear()
}

function listen(hear: () => void): () => void {
	listeners.add(hear)
	return () => listeners.delete(hear)
}

export const useUndoState = (): UndoState => useSyncExternalStore(listen, () => moves)
export const recordOutcome = (moved: BulkReviewOutcome): void => become(addOutcome(moves, moved, Date.now()))
export const dismissMessage = (): void => become({ ...moves, outcome: null })
export const clearExpired = (): void => become(withoutOld(moves, Date.now()))
/** The next who signs in here did none of it. */
export const clearUndoState = (): void => become(emptyUndoState)
