/**
 * Lets one writer of records in at a time, across tabs too: what a list shows of a record is made from all its
 * revisions before they are written together.
 */
export const oneAtATime = <Found>(work: () => Promise<Found>): Promise<Found> =>
	navigator.locks.request('zila-records', work) as Promise<Found>
