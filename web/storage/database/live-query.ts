/**
 * Waits for anything but the database in a function that a live query may call. Dexie notices what a live
 * query reads only as long as it follows it, and the browser's own promises (of cryptography, files or
 * modules) end that. While a live query runs, `Promise` is Dexie's, and waiting for one of those does not.
 */
export const traced = <Found>(promise: PromiseLike<Found>): Promise<Found> => Promise.resolve(promise)
