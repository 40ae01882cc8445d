import { useEffect, useState } from 'react'
import { storageProblem, wasClosed } from '../storage/database/database.ts'
import { subscribeToQuery } from '../storage/database/live-query.ts'
import { isEnrolmentGone } from '../storage/enrolment/enrolments.ts'

/**
 * Reads from the database, and again when a write in any tab changes what was read (see `subscribeToQuery`). A
 * failed read is thrown while rendering, for the error boundary. If the enrolment was just replaced, the last
 * value stays until the session moves.
 */
export function useLocalData<Found>(read: () => Promise<Found>, key = ''): Found | undefined {
	const [found, setFound] = useState<Found>()
	const [failure, setFailure] = useState<unknown>(null)
	// biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `read` reads
	useEffect(() => {
		// the database was closed after a failed write: the next read opens it again
		const query = async () =>
			await read()
				.catch((thrown: unknown) => (wasClosed(thrown) ? read() : Promise.reject(thrown)))
				// Dexie reports no error of a closed database, and would never run the query again
				.catch((thrown: unknown) => Promise.reject(wasClosed(thrown) ? storageProblem(thrown) : thrown))
		return subscribeToQuery(query, {
			next: setFound,
			error(thrown) {
				if (!isEnrolmentGone(thrown)) setFailure(thrown)
			},
		})
	}, [key])
	if (failure !== null) throw failure
	return found
}
