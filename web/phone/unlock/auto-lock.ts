import type { ActivityEvent } from '../../ui/activity-events.ts'

/** How soon the app locks; an open form has more time, since a question is read out and answered meanwhile. */
export interface LockPolicy {
	/** Time without input until the app locks, ms. */
	readonly idleMs: number
	/** Time out of sight until the app locks, ms: a call or a torch is over by then. */
	readonly graceMs: number
}
export const listPolicy: LockPolicy = { idleMs: 2 * 60_000, graceMs: 0 }
export const formPolicy = (minutes: number): LockPolicy => ({ idleMs: minutes * 60_000, graceMs: 30_000 })
/** Returns the policy of the screen at this path: a practice interview is a form, too. */
export const policyAt = (path: string, formMinutes: number): LockPolicy =>
	path.startsWith('/fill/') || path === '/practice' ? formPolicy(formMinutes) : listPolicy
/** Time before the lock at which a warning is shown, ms. */
export const warningMs = 20_000
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
export function locksAt(
	{ touchedAt, hiddenAt, out, isRecording }: LockFacts,
	{ idleMs, graceMs }: LockPolicy,
): number | null {
	// a focus group lasts an hour without a touch
	if (isRecording) return null
	// a photograph could not be saved after a lock
	if (out) return out.at + longestOutMs
	return hiddenAt === null ? touchedAt + idleMs : hiddenAt + graceMs
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
	readonly policy: () => LockPolicy
	/** Called with true when the lock is near, and with false when it is not any more. */
	readonly warn: (isNear: boolean) => void
}

export interface AutoLock {
	onEvent(event: LockEvent): void
	end(): void
}

/** Starts the automatic lock; `lock` is called once. */
export function startAutoLock({ now, wait, lock, policy, warn }: AutoLockParts): AutoLock {
	let facts: LockFacts = { touchedAt: now(), hiddenAt: null, out: null, isRecording: false }
	let rest = () => {}
	let isOver = false
	const end = () => {
		isOver = true
		rest()
	}
	const lockNow = () => {
		end()
		warn(false)
		lock()
	}
	const check = () => {
		rest()
		const at = locksAt(facts, policy())
		const left = at === null ? Number.POSITIVE_INFINITY : at - now()
		if (left <= 0) {
			lockNow()
			return false
		}
		const isNear = facts.hiddenAt === null && left <= warningMs
		warn(isNear)
		if (at === null) return true
		// by timers and not by the clock from here on: it may be set back meanwhile
		if (isNear || facts.hiddenAt !== null) rest = wait(left, lockNow)
		else
			rest = wait(left - warningMs, () => {
				warn(true)
				rest = wait(warningMs, lockNow)
			})
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
