import { Problem } from '#shared/kernel/problem'

/** Failures of whoever stands behind a key: a name, an address. In memory only: a restart forgets them. */
export interface Brake {
	/** @throws Problem `too-many-tries` while the key has to wait */
	refuse(key: string, now: number): void
	/** A failed try, or one that counts as failed until it is known to be right. */
	count(key: string, now: number): void
	/** A counted try was no guess after all. */
	takeBack(key: string): void
	forget(key: string): void
}

interface BrakeOptions {
	/** From this failure on there is a wait. */
	readonly firstBraked: number
	/** Of different keys; the ones that failed longest ago are forgotten first. */
	readonly mostKeys?: number
}

const shortestWaitMs = 5_000
/** Not longer, since whoever guesses at a name makes its owner wait too. */
const longestWaitMs = 5 * 60_000
const forgottenAfterMs = 15 * 60_000

/** Who fails too often has to wait, twice as long after each further failure. What comes while waiting does not count. */
export function createBrake({ firstBraked, mostKeys = 10_000 }: BrakeOptions): Brake {
	// in the order of the last failure, the oldest first
	const failed = new Map<string, { failures: number; last: number }>()
	const known = (key: string, now: number) => {
		const found = failed.get(key)
		return found && found.last + forgottenAfterMs > now ? found : undefined
	}
	const waitMs = (failures: number) =>
		failures < firstBraked ? 0 : Math.min(longestWaitMs, shortestWaitMs * 2 ** (failures - firstBraked))
	return {
		refuse(key, now) {
			const found = known(key, now)
			if (!found) return
			const leftMs = found.last + waitMs(found.failures) - now
			if (leftMs > 0) throw new Problem('too-many-tries', { seconds: Math.ceil(leftMs / 1000) })
		},
		count(key, now) {
			const failures = (known(key, now)?.failures ?? 0) + 1
			failed.delete(key)
			failed.set(key, { failures, last: now })
			for (const oldest of failed.keys()) {
				if (failed.size <= mostKeys) break
				failed.delete(oldest)
			}
		},
		takeBack(key) {
			const found = failed.get(key)
			if (found && found.failures > 1) found.failures -= 1
			else failed.delete(key)
		},
		forget(key) {
			failed.delete(key)
		},
	}
}
