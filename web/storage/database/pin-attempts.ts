/** Number of wrong PINs since the last right one, and the time of the last attempt, ms since 1970. */
export interface PinTries {
	readonly count: number
	readonly last: number
}

/**
 * After this many wrong PINs the wrapped key is deleted if there is an escrowed one; otherwise each further
 * attempt has the longest wait.
 */
export const maxTries = 10
/** Number of wrong PINs from which the remaining attempts are shown. */
export const warnedFrom = 6

/** Wait after each number of wrong PINs, in seconds; one or two typing errors cost nothing. */
const waits: readonly number[] = [0, 0, 0, 0, 10, 30, 60, 300, 900]
const longestWait = 1800

/** Time until the next PIN attempt is allowed, ms. */
export const waitLeftMs = ({ count, last }: PinTries, now: number): number =>
	Math.max(0, last + (waits[count] ?? longestWait) * 1000 - now)

/** If the clock was set back, the wait starts again, instead of lasting for as long as it was set back. */
export const withClock = (tries: PinTries, now: number): PinTries =>
	now < tries.last ? { ...tries, last: now } : tries
