/** Wrong PINs since the last right one, and when the last was tried, ms since 1970. */
export interface PinTries {
	readonly count: number
	readonly last: number
}

/** With so many wrong ones the key goes, where a spare one can bring it back; else each further try waits as long as the last. */
export const mostTries = 10
/** From here on it is said how many are left. */
export const warnedFrom = 6

/** What somebody waits who has been wrong so often, in seconds; a slip of the finger or two costs nothing. */
const waits: readonly number[] = [0, 0, 0, 0, 10, 30, 60, 300, 900]
const longestWait = 1800

/** How long until the next PIN may be tried, ms. */
export const waitLeftMs = ({ count, last }: PinTries, now: number): number =>
	Math.max(0, last + (waits[count] ?? longestWait) * 1000 - now)

/** A clock that was turned back since lets the wait begin anew, and not last for as long as it was turned back. */
export const withClock = (tries: PinTries, now: number): PinTries =>
	now < tries.last ? { ...tries, last: now } : tries
