/** This moment, or just after another one where the clock was put back behind it: of two, the later counts. ISO. */
export const laterThan = (other: string, at: string): string =>
	at > other ? at : new Date(Date.parse(other) + 1).toISOString()
