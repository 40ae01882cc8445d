/**
 * Runs one writer of records at a time, across tabs too: a list row is computed from all revisions of its
 * record before both are written together.
 */
export const withRecordLock = <Found>(work: () => Promise<Found>): Promise<Found> =>
	navigator.locks.request('zila-records', work) as Promise<Found>
