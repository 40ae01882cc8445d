import type { ActivityEvent } from '../../ui/activity-events.ts'

/**
 * Time without input until the app locks, ms: a question is read out and answered meanwhile; an unattended
 * phone must lock.
 */
export const idleMs = 2 * 60_000
/** Maximum time in the camera or a file picker, ms: after that the phone counts as unattended. */
export const longestOutMs = 5 * 60_000

/**
 * `touched`: a finger or a key. `moved`: scrolling or a changed field, which a closing keyboard causes too.
 * `hidden` and `seen`: page visibility.
 */
export type LockEvent = ActivityEvent | 'touched' | 'moved' | 'hidden' | 'seen'

/** Inputs of the automatic lock. Times in ms of the clock. */
export interface LockFacts {
	readonly touchedAt: number
	/** When the page was hidden; null while it is visible. */
	readonly hiddenAt: number | null
	/**
	 * Since when the person is in the camera or a file picker that the app opened. `isOver`: it has returned,
	 * but the page is not visible yet.
	 */
	readonly out: { readonly at: number; readonly isOver: boolean } | null
	readonly isRecording: boolean
}

/** Returns the time of the automatic lock if nothing else happens; null if it is suspended. */
export function locksAt({ touchedAt, hiddenAt, out, isRecording }: LockFacts): number | null {
	// a focus group lasts an hour without a touch
	if (isRecording) return null
	// a photograph could not be saved after a lock
	if (out) return out.at + longestOutMs
	return hiddenAt ?? touchedAt + idleMs
}

export function factsAfter(facts: LockFacts, event: LockEvent, now: number): LockFacts {
	switch (event) {
		case 'touched':
			return { ...facts, touchedAt: now, out: null }
		case 'moved':
		// listening to a consent text of three minutes needs no touch
		case 'reads':
			return { ...facts, touchedAt: now }
		case 'hidden':
			return { ...facts, hiddenAt: now }
		case 'seen':
			return { ...facts, touchedAt: now, hiddenAt: null, out: facts.out?.isOver ? null : facts.out }
		case 'goes-out':
			return { ...facts, out: { at: now, isOver: false } }
		case 'is-back': {
			// browsers deliver a photograph before the page is visible again
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
	/** Calls `then` after `ms`. Returns the function that cancels it. */
	readonly wait: (ms: number, then: () => void) => () => void
	readonly lock: () => void
}

export interface AutoLock {
	onEvent(event: LockEvent): void
	end(): void
}

/** Starts the automatic lock; `lock` is called once. */
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
	const check = () => {
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
	check()
	return {
		onEvent(event) {
			// timers do not run while a phone sleeps: an overdue lock comes before the event that wakes it
			if (isOver || !check()) return
			facts = factsAfter(facts, event, now())
			check()
		},
		end,
	}
}
