import type { ActivityEvent } from '../ui/stay-open.ts'

/** Somebody reads a question out and waits for an answer; a phone that is put down longer is nobody's. */
export const idleMs = 2 * 60_000
/** A photograph is composed, a file looked for; whoever is away longer has laid the phone aside. */
export const longestOutMs = 5 * 60_000

/**
 * `touched`: a finger or a key. `moved`: the screen moved or a field changed, which a closing keyboard does too.
 * `hidden` and `seen`: out of sight, and back.
 */
export type LockEvent = ActivityEvent | 'touched' | 'moved' | 'hidden' | 'seen'

/** Times are of the clock, in ms. */
export interface LockFacts {
	readonly touchedAt: number
	/** Null while it is in sight. */
	readonly hiddenAt: number | null
	/** Since when its person is where the app sent them; `isOver` when they are said to be back and are not in sight yet. */
	readonly out: { readonly at: number; readonly isOver: boolean } | null
	readonly isRecording: boolean
}

/** When it locks by itself if nothing else happens; null while it does not. */
export function locksAt({ touchedAt, hiddenAt, out, isRecording }: LockFacts): number | null {
	// a focus group lasts an hour, and nobody touches the phone
	if (isRecording) return null
	// a photograph would have nowhere to come back to
	if (out) return out.at + longestOutMs
	return hiddenAt ?? touchedAt + idleMs
}

export function factsAfter(facts: LockFacts, event: LockEvent, now: number): LockFacts {
	switch (event) {
		case 'touched':
			return { ...facts, touchedAt: now, out: null }
		case 'moved':
		// who listens to a consent of three minutes touches nothing
		case 'reads':
			return { ...facts, touchedAt: now }
		case 'hidden':
			return { ...facts, hiddenAt: now }
		case 'seen':
			return { ...facts, touchedAt: now, hiddenAt: null, out: facts.out?.isOver ? null : facts.out }
		case 'goes-out':
			return { ...facts, out: { at: now, isOver: false } }
		case 'is-back': {
			// browsers hand over a photograph before they show the page again
			const isComing = facts.hiddenAt !== null && facts.out !== null
			return { ...facts, touchedAt: now, out: isComing ? { ...facts.out, isOver: true } : null }
		}
		case 'records':
			return { ...facts, isRecording: true }
		case 'rests':
			return { ...facts, touchedAt: now, isRecording: false }
	}
}

interface AutoLockParts {
	readonly now: () => number
	/** Calls back after so many ms, unless the returned function is called. */
	readonly wait: (ms: number, then: () => void) => () => void
	readonly lock: () => void
}

export interface AutoLock {
	onEvent(event: LockEvent): void
	end(): void
}

/** Locks by itself; `lock` is called once. */
export function startAutoLock({ now, wait, lock }: AutoLockParts): AutoLock {
	let facts: LockFacts = { touchedAt: now(), hiddenAt: null, out: null, isRecording: false }
	let rest = () => {}
	let isOver = false
	const end = () => {
		isOver = true
		rest()
	}
	const lockNow = () => {
		end()
		lock()
	}
	const look = () => {
		rest()
		const at = locksAt(facts)
		if (at === null) return true
		const left = at - now()
		if (left <= 0) {
			lockNow()
			return false
		}
		rest = wait(left, lockNow)
		return true
	}
	look()
	return {
		onEvent(event) {
			// no timer runs while a phone sleeps: what was due meanwhile comes before what wakes it
			if (isOver || !look()) return
			facts = factsAfter(facts, event, now())
			look()
		},
		end,
	}
}
