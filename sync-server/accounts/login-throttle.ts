import { Problem } from '#shared/kernel/problem'

/** Failed logins by key: a username in a network, a network, a known browser. In memory only: a restart forgets them. */
export interface FailureThrottle {
	/** @throws Problem `too-many-tries` while the key has to wait */
	rejectIfThrottled(key: string, now: number): void
	/** A failed try, or one that counts as failed until it is known to be right. */
	countFailure(key: string, now: number): void
	/** A counted try was no guess after all. */
	undoFailure(key: string): void
	reset(key: string): void
	/** Failures that are not forgotten yet. */
	failures(key: string, now: number): number
}

interface ThrottleOptions {
	/** From this failure on there is a wait. */
	readonly firstThrottled: number
	/** Of different keys; the ones that failed longest ago are forgotten first. */
	readonly mostKeys?: number
}

const shortestWaitMs = 5_000
const longestWaitMs = 5 * 60_000
const forgottenAfterMs = 15 * 60_000

/** Who fails too often has to wait, twice as long after each further failure. What comes while waiting does not count. */
export function createFailureThrottle({
	firstThrottled,
	mostKeys = 10_000,
}: ThrottleOptions): FailureThrottle {
	// in the order of the last failure, the oldest first
	const failed = new Map<string, { failures: number; last: number }>()
	const known = (key: string, now: number) => {
		const found = failed.get(key)
		return found && found.last + forgottenAfterMs > now ? found : undefined
	}
	const waitMs = (failures: number) =>
		failures < firstThrottled ? 0 : Math.min(longestWaitMs, shortestWaitMs * 2 ** (failures - firstThrottled))
	return {
		rejectIfThrottled(key, now) {
			const found = known(key, now)
			if (!found) return
			const leftMs = found.last + waitMs(found.failures) - now
			if (leftMs > 0) throw new Problem('too-many-tries', { seconds: Math.ceil(leftMs / 1000) })
		},
		countFailure(key, now) {
			const failures = (known(key, now)?.failures ?? 0) + 1
			failed.delete(key)
			failed.set(key, { failures, last: now })
			for (const oldest of failed.keys()) {
				if (failed.size <= mostKeys) break
				failed.delete(oldest)
			}
		},
		undoFailure(key) {
			const found = failed.get(key)
			if (found && found.failures > 1) found.failures -= 1
			else failed.delete(key)
		},
		reset(key) {
			failed.delete(key)
		},
		failures: (key, now) => known(key, now)?.failures ?? 0,
	}
}

/** From whom a try at a username's secret comes. */
export type LoginSource =
	| { readonly kind: 'network'; readonly network: string }
	/** A browser that signed in with this username before, by its device cookie. */
	| { readonly kind: 'device'; readonly device: string }
	/** Somebody who is signed in as that person. */
	| { readonly kind: 'session' }

export interface LoginTry {
	readonly username: string
	readonly source: LoginSource
	readonly now: number
}

export interface LoginThrottle {
	/**
	 * Counts a try before it is answered, since of many guesses at once none has been answered. Returns how long it has to be delayed first.
	 *
	 * @throws Problem `too-many-tries`
	 */
	begin(login: LoginTry): number
	/** It was the right secret. */
	succeed(login: LoginTry): void
	/** It was no guess: something else was wrong. */
	undoFailure(login: LoginTry): void
}

/** More failures than one person has, from all networks together. */
const ceilingOfUsername = 30
/** Above the ceiling tries from unknown browsers are answered one after the other, so far apart. */
const spacingMs = 1_000
const longestDelayMs = 20_000
const mostKeys = 50_000

/**
 * Throttles guesses at a username's secret.
 *
 * LT1 Whoever fails in one network waits there. The same username in another network does not: other people's failures lock nobody out.
 * LT2 A browser that signed in with that username before, and whoever is signed in, is counted alone, whatever others do.
 * LT3 Where a username fails from many networks, further tries from unknown browsers are delayed, one after the other. None is refused
 *     for it until the delay would be longer than a browser waits.
 * LT4 A success lets the failures of its own source be forgotten, and no others.
 */
export function createLoginThrottle(): LoginThrottle {
	const bySource = createFailureThrottle({ firstThrottled: 5, mostKeys })
	const byUsername = createFailureThrottle({ firstThrottled: Number.POSITIVE_INFINITY, mostKeys })
	/** When the next try at a username above the ceiling may be answered. */
	const nextTurn = new Map<string, number>()
	const keyOf = ({ username, source }: LoginTry): string =>
		JSON.stringify([
			username,
			source.kind,
			...(source.kind === 'network' ? [source.network] : []),
			...(source.kind === 'device' ? [source.device] : []),
		])
	const isKnown = ({ source }: LoginTry) => source.kind !== 'network'
	function delayOf(login: LoginTry): number {
		const { username, now } = login
		if (isKnown(login) || byUsername.failures(username, now) < ceilingOfUsername) return 0
		const turn = Math.max(now, nextTurn.get(username) ?? 0)
		if (turn - now > longestDelayMs)
			throw new Problem('too-many-tries', { seconds: Math.ceil(longestDelayMs / 1000) })
		nextTurn.delete(username)
		nextTurn.set(username, turn + spacingMs)
		for (const oldest of nextTurn.keys()) {
			if (nextTurn.size <= mostKeys) break
			nextTurn.delete(oldest)
		}
		return turn - now
	}
	return {
		begin(login) {
			const { username, now } = login
			bySource.rejectIfThrottled(keyOf(login), now)
			const delay = delayOf(login)
			bySource.countFailure(keyOf(login), now)
			if (!isKnown(login)) byUsername.countFailure(username, now)
			return delay
		},
		succeed(login) {
			bySource.reset(keyOf(login))
			if (!isKnown(login)) byUsername.undoFailure(login.username)
		},
		undoFailure(login) {
			bySource.undoFailure(keyOf(login))
			if (!isKnown(login)) byUsername.undoFailure(login.username)
		},
	}
}
