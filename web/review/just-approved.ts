import { useSyncExternalStore } from 'react'
import type { ManyMoved } from '#shared/revisions/many-moves'

export interface Named {
	readonly id: string
	readonly name: string
}

/** What was approved last, or taken back: it can be put right for a while, on whichever screen somebody is by then. */
export interface JustMoved {
	readonly kind: 'approve' | 'take-back'
	readonly done: readonly Named[]
	readonly left: readonly (Named & { readonly why: ManyMoved['left'][number]['why'] })[]
}

let last: JustMoved | null = null
const listeners = new Set<() => void>()

export function noteMoved(moved: JustMoved | null): void {
	last = moved
	for (const hear of listeners) hear()
}

function listen(hear: () => void): () => void {
	listeners.add(hear)
	return () => listeners.delete(hear)
}

export const useJustMoved = (): JustMoved | null => useSyncExternalStore(listen, () => last)
