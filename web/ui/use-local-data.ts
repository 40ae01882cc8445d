import { liveQuery } from 'dexie'
import { useEffect, useState } from 'react'
import { wasClosed } from '../storage/database/database.ts'
import { isEnrolmentGone } from '../storage/enrolment/enrolments.ts'

/**
 * Reads from the database, and again when a write in any tab changes what was read. While a query waits for
 * anything but the database, Dexie notices further queries only if it knows the promise: see `traced`. A
 * failed read is thrown while rendering, for the error boundary. If the enrolment was just replaced, the last
 * value stays until the session moves.
 */
export function useStored<Found>(read: () => Promise<Found>, key = ''): Found | undefined {
	const [found, setFound] = useState<Found>()
	const [failure, setFailure] = useState<unknown>(null)
	// biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `read` reads
	useEffect(() => {
		const subscription = liveQuery(async () => {
			try {
				return await read()
			} catch (thrown) {
				// the database was closed after a failed write: the next read opens it again
				if (wasClosed(thrown)) return await read()
				throw thrown
			}
		}).subscribe({
			next: setFound,
			error(thrown) {
				if (!isEnrolmentGone(thrown)) setFailure(thrown)
			},
		})
		return () => subscription.unsubscribe()
	}, [key])
	if (failure !== null) throw failure
	return found
}
