/**
 * Returns `at`, or 1 ms after `other` if the clock was set back behind it: of two, the later one counts. ISO.
 */
export const laterThan = (other: string, at: string): string =>
	at > other ? at : new Date(Date.parse(other) + 1).toISOString()
