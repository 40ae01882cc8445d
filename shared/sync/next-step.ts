import type { Recovery } from '#shared/kernel/problem'

export interface SyncFacts {
	readonly now: number
	readonly online: boolean
	readonly isUnlocked: boolean
	/** Unsent revisions; if the phone is locked, those that can be sent without the PIN. */
	readonly waiting: number
	/** Time when the last of them was added, ms; 0 if never. */
	readonly lastSavedAt: number
	/** End of the last successful sync, ms; 0 if never. */
	readonly lastDoneAt: number
	/** True if the last response said that there is more. */
	readonly more: boolean
	/** True if the user pressed "Send now" since the last attempt. */
	readonly isRequested: boolean
	readonly failure: { readonly at: number; readonly tries: number; readonly recovery: Recovery } | null
	/** In [0, 1): spreads phones that reconnect at the same moment. */
	readonly jitter: number
}

export type SyncStep =
	| { readonly step: 'sync' }
	/** `until` is a time, or null: until a fact changes. */
	| { readonly step: 'wait'; readonly until: number | null }

const firstWaitMs = 5_000
const longestWaitMs = 15 * 60_000
const pollIntervalMs = 5 * 60_000

/** Returns the wait in ms after a number of failures in a row (NS2). */
export const waitAfter = (tries: number, jitter: number): number =>
	Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1)) * (1 + jitter / 2)

/**
 * Decides what the sync loop does next; nothing else decides this. Every event (network back, record saved,
 * response received, page visible, button pressed) changes facts and calls it again.
 *
 * NS1 Offline, it only waits; after a pressed button it tries even so, since the browser may be wrong.
 * NS2 After a failure that waiting cures: 5 s, then twice as long each time, at most 15 minutes, spread by up
 *     to half.
 * NS3 After any other failure it waits until a person presses the button. Nothing is ever dropped.
 * NS4 Unsent work is sent at once; without any, it polls every 5 minutes.
 * NS6 Locked, it sends what is sealed, in the same rhythm; with nothing to send it does not poll.
 * NS5 A clock that was ahead once and is right again delays nothing: a time in the future counts as long ago.
 */
export function nextStep(facts: SyncFacts): SyncStep {
	if (!facts.isUnlocked && facts.waiting === 0) return { step: 'wait', until: null }
	if (facts.isRequested) return { step: 'sync' }
	if (!facts.online) return { step: 'wait', until: null }
	if (facts.failure) {
		if (facts.failure.recovery !== 'retry-later') return { step: 'wait', until: null }
		const until = facts.failure.at + waitAfter(facts.failure.tries, facts.jitter)
		return facts.failure.at <= facts.now && facts.now < until ? { step: 'wait', until } : { step: 'sync' }
	}
	if (facts.more || facts.lastDoneAt === 0 || facts.lastDoneAt > facts.now) return { step: 'sync' }
	if (facts.waiting > 0 && facts.lastSavedAt >= facts.lastDoneAt) return { step: 'sync' }
	const nextPollAt = facts.lastDoneAt + pollIntervalMs
	return facts.now < nextPollAt ? { step: 'wait', until: nextPollAt } : { step: 'sync' }
}
