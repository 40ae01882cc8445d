/** Wrong PINs since the last right one, and when the last was tried, ms since 1970. */
export interface PinTries {
	readonly count: number
	readonly last: number
}

/** With so many wrong ones the key goes. */
export const mostTries = 10

/** What somebody waits who has been wrong so often, in seconds; a slip of the finger or two costs nothing. */
const waits: readonly number[] = [0, 0, 0, 10, 30, 60, 300, 900, 1800]

/** How long until the next PIN may be tried, ms. */
export const waitLeftMs = ({ count, last }: PinTries, now: number): number =>
	Math.max(0, last + (waits[count - 1] ?? 0) * 1000 - now)

/** A clock that was turned back since lets the wait begin anew, and not last for as long as it was turned back. */
export const withClock = (tries: PinTries, now: number): PinTries =>
	now < tries.last ? { ...tries, last: now } : tries
