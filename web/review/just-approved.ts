import { useSyncExternalStore } from 'react'
import { type ManyMoved, takeBackMinutes } from '#shared/revisions/many-moves'

export interface Named {
	readonly id: string
	readonly name: string
}

/** What was approved or taken back with one press, and what was left. */
export interface JustMoved {
	readonly kind: 'approve' | 'take-back'
	readonly done: readonly Named[]
	readonly left: readonly (Named & { readonly why: ManyMoved['left'][number]['why'] })[]
}

interface Approval {
	/** ms since 1970 */
	readonly at: number
	readonly done: readonly Named[]
}

/** On whichever screen somebody is by then. */
export interface Moves {
	/** The last, until it has been seen. */
	readonly said: JustMoved | null
	/** Those that can still be taken back, the newest last. */
	readonly approvals: readonly Approval[]
}

export const noMoves: Moves = { said: null, approvals: [] }

/** With what was done just now. */
export function withMove({ approvals }: Moves, moved: JustMoved, now: number): Moves {
	if (moved.kind === 'approve')
		return {
			said: moved,
			approvals: moved.done.length > 0 ? [...approvals, { at: now, done: moved.done }] : approvals,
		}
	// what the server did not come to is tried again
	const settled = new Set([...moved.done, ...moved.left.filter(isSettled)].map(({ id }) => id))
	return {
		said: moved,
		approvals: approvals
			.map(({ at, done }) => ({ at, done: done.filter(({ id }) => !settled.has(id)) }))
			.filter(({ done }) => done.length > 0),
	}
}

const isSettled = ({ why }: JustMoved['left'][number]) => why !== 'not-reached'

/** When the server takes the first of them back no more; null where there is none. */
export const firstEnd = ({ approvals: [first] }: Moves): number | null =>
	first ? first.at + takeBackMinutes * 60_000 : null

/** Without what is too old to be taken back. */
export function withoutOld({ said, approvals }: Moves, now: number): Moves {
	const young = approvals.filter(({ at }) => at + takeBackMinutes * 60_000 > now)
	return { said: young.length === 0 && said?.kind === 'approve' ? null : said, approvals: young }
}

let moves = noMoves
const listeners = new Set<() => void>()

function become(next: Moves): void {
	moves = next
	for (const hear of listeners) hear()
}

function listen(hear: () => void): () => void {
	listeners.add(hear)
	return () => listeners.delete(hear)
}

export const useMoves = (): Moves => useSyncExternalStore(listen, () => moves)
export const noteMoved = (moved: JustMoved): void => become(withMove(moves, moved, Date.now()))
export const noteSeen = (): void => become({ ...moves, said: null })
export const forgetOld = (): void => become(withoutOld(moves, Date.now()))
/** The next who signs in here did none of it. */
export const forgetMoves = (): void => become(noMoves)
