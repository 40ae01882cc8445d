import type { Recovery } from '#shared/kernel/problem'

export interface SyncFacts {
	readonly now: number
	readonly online: boolean
	readonly isUnlocked: boolean
	/** Revisions that the server does not have; of a locked phone those that can go without the PIN. */
	readonly waiting: number
	/** When anything was last added to them, ms; 0 if never. */
	readonly lastSavedAt: number
	/** End of the last sync that went through, ms; 0 if never. */
	readonly lastDoneAt: number
	/** The last reply said that there is more. */
	readonly more: boolean
	/** Somebody pressed "Send now" since the last try. */
	readonly asked: boolean
	readonly failure: { readonly at: number; readonly tries: number; readonly recovery: Recovery } | null
	/** In [0, 1): spreads phones that come back at the same moment. */
	readonly jitter: number
}

export type SyncStep =
	| { readonly step: 'sync' }
	/** `until` is a time, or null: until a fact changes. */
	| { readonly step: 'wait'; readonly until: number | null }

const firstWaitMs = 5_000
const longestWaitMs = 15 * 60_000
const pollIntervalMs = 5 * 60_000

/** How long to wait after so many failures in a row (NS2), in ms. */
export const waitAfter = (tries: number, jitter: number): number =>
	Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1)) * (1 + jitter / 2)

/**
 * The only place that decides what the sync loop does next. Every event (network back, record saved, reply
 * received, page visible, button pressed) changes facts and asks again.
 *
 * NS1 Offline, it only waits; a pressed button tries even so, since the browser may be wrong.
 * NS2 After a failure that waiting cures: 5 s, then twice as long each time, at most 15 minutes, spread by up to half.
 * NS3 After any other failure it waits until a person presses the button. Nothing is ever dropped.
 * NS4 Work that waits goes at once; with none, it looks for news every 5 minutes.
 * NS6 Locked, it sends what is sealed, in the same rhythm; with nothing to send it looks for no news.
 * NS5 A clock that was ahead once and is right again delays nothing: what lies in the future is long ago.
 */
export function nextStep(facts: SyncFacts): SyncStep {
	if (!facts.isUnlocked && facts.waiting === 0) return { step: 'wait', until: null }
	if (facts.asked) return { step: 'sync' }
	if (!facts.online) return { step: 'wait', until: null }
	if (facts.failure) {
		if (facts.failure.recovery !== 'retry-later') return { step: 'wait', until: null }
		const until = facts.failure.at + waitAfter(facts.failure.tries, facts.jitter)
		return facts.failure.at <= facts.now && facts.now < until ? { step: 'wait', until } : { step: 'sync' }
	}
	if (facts.more || facts.lastDoneAt === 0 || facts.lastDoneAt > facts.now) return { step: 'sync' }
	if (facts.waiting > 0 && facts.lastSavedAt >= facts.lastDoneAt) return { step: 'sync' }
	const nextLook = facts.lastDoneAt + pollIntervalMs
	return facts.now < nextLook ? { step: 'wait', until: nextLook } : { step: 'sync' }
}
