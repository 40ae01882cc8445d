import { useEffect, useState } from 'react'
import { subscribeToWrites, wasClosed } from '../storage/database/database.ts'
import { isEnrolmentGone } from '../storage/enrolment/enrolments.ts'

/**
 * Reads from the database, and again after every write in any tab. Writes during a read lead to one more
 * read, not to one each. A failed read is thrown while rendering, for the error boundary. If the enrolment
 * was just replaced, the last value stays until the session moves.
 */
export function useLocalData<Found>(read: () => Promise<Found>, key = ''): Found | undefined {
	const [found, setFound] = useState<Found>()
	const [failure, setFailure] = useState<unknown>(null)
	// biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `read` reads
	useEffect(() => {
		let isOver = false
		let isReading = false
		let isStale = false
		const reload = async () => {
			isStale = true
			if (isReading) return
			isReading = true
			try {
				while (isStale && !isOver) {
					isStale = false
					// the database was closed after a failed write: the next read opens it again
					const value = await read().catch((thrown: unknown) =>
						wasClosed(thrown) ? read() : Promise.reject(thrown),
					)
					if (!isOver) setFound(value)
				}
			} catch (thrown) {
				if (!isOver && !isEnrolmentGone(thrown)) setFailure(thrown)
			} finally {
				isReading = false
			}
		}
		void reload()
		const stop = subscribeToWrites(() => void reload())
		return () => {
			isOver = true
			stop()
		}
	}, [key])
	if (failure !== null) throw failure
	return found
}
