interface Observer<Found> {
	next(found: Found): void
	error(thrown: unknown): void
}

/**
 * Runs a query, and again when a write in any tab changes what it read. Returns the function that ends it.
 * Whatever the query awaits besides the database must be `traced`.
 */
export function subscribeToQuery<Found>(query: () => Promise<Found>, observer: Observer<Found>): () => void {
	let isOver = false
	let end = (): void => undefined
	import('./schema.ts').then(({ liveQuery }) => {
		if (isOver) return
		const subscription = liveQuery(query).subscribe(observer)
		end = () => subscription.unsubscribe()
	}, observer.error)
	return () => {
		isOver = true
		end()
	}
}

/**
 * Waits for anything but the database in a function that a live query may call. Dexie notices what a live
 * query reads only as long as it follows it, and the browser's own promises (of cryptography, files or
 * modules) end that. While a live query runs, `Promise` is Dexie's, and waiting for one of those does not.
 */
export const traced = <Found>(promise: PromiseLike<Found>): Promise<Found> => Promise.resolve(promise)
