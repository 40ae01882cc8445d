import { Problem } from '#shared/kernel/problem'

/**
 * Failed logins by key: a username in a network, a network, a known browser. They are held in memory only; a
 * restart resets them.
 */
export interface FailureThrottle {
	/** @throws Problem `too-many-tries` while the key has to wait */
	rejectIfThrottled(key: string, now: number): void
	/** Counts a failed login, or a login that counts as failed until it has succeeded. */
	countFailure(key: string, now: number): void
	/** Uncounts a login that turned out to be no guess. */
	undoFailure(key: string): void
	reset(key: string): void
	/** Number of failures within the last 15 minutes. */
	failures(key: string, now: number): number
}

interface ThrottleOptions {
	/** Number of failures after which the key has to wait. */
	readonly firstThrottled: number
	/** Maximum number of keys in memory. The key whose last failure is oldest is dropped first. */
	readonly maxKeys?: number
}

const shortestWaitMs = 5_000
const longestWaitMs = 5 * 60_000
const forgottenAfterMs = 15 * 60_000

/**
 * Creates a throttle per key. The wait doubles with each further failure; requests during the wait do not
 * count.
 */
export function createFailureThrottle({
	firstThrottled,
	maxKeys = 10_000,
}: ThrottleOptions): FailureThrottle {
	// ordered by last failure, the oldest first
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
				if (failed.size <= maxKeys) break
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

/** Source of a login with a username. */
export type LoginSource =
	| { readonly kind: 'network'; readonly network: string }
	/** A browser that has signed in with this username before, by its device cookie. */
	| { readonly kind: 'device'; readonly device: string }
	/** A session in which that user is signed in. */
	| { readonly kind: 'session' }

export interface LoginTry {
	readonly username: string
	readonly source: LoginSource
	readonly now: number
}

export interface LoginThrottle {
	/**
	 * Counts the login as failed before its password is checked, since none of many concurrent guesses is
	 * checked yet. Returns the delay in ms before the check.
	 *
	 * @throws Problem `too-many-tries`
	 */
	begin(login: LoginTry): number
	/** Records that the password was right. */
	succeed(login: LoginTry): void
	/** Uncounts a login that was no guess: something other than the password was wrong. */
	undoFailure(login: LoginTry): void
}

/** Failures of one username from all networks together; more than one person causes. */
const ceilingOfUsername = 30
/** Time between two answers to unknown browsers once a username is above the ceiling. */
const spacingMs = 1_000
const longestDelayMs = 20_000
const maxKeys = 50_000

/**
 * Throttles guesses at the password of a username.
 *
 * LT1 Repeated failures from one network are throttled in that network. The same username in another network
 *     is not: other people's failures lock nobody out.
 * LT2 A browser that signed in with that username before, and a user who is signed in, are counted alone,
 *     regardless of other sources.
 * LT3 If a username fails from many networks, further logins from unknown browsers are delayed, one after the
 *     other. None is refused for it until the delay would be longer than a browser waits.
 * LT4 A success resets the failures of its own source only.
 */
export function createLoginThrottle(): LoginThrottle {
	const bySource = createFailureThrottle({ firstThrottled: 5, maxKeys })
	const byUsername = createFailureThrottle({ firstThrottled: Number.POSITIVE_INFINITY, maxKeys })
	/** Earliest time of the next answer, by username above the ceiling. */
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
			if (nextTurn.size <= maxKeys) break
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
