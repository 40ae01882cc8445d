import { useEffect, useState } from 'react'
import { subscribeToWrites, wasClosed } from '../storage/database.ts'
import { isEnrolmentGone } from '../storage/people-on-phone.ts'

/**
 * What is kept on this phone, read again after every write, in whatever tab. Writes that come while a reading is
 * under way lead to one more reading, not to one each. A store that cannot be read is thrown while drawing: the screen
 * around it says so. Where the enrolment has just been replaced, what was read last stands until the hand-over.
 */
export function useStored<Found>(read: () => Promise<Found>, key = ''): Found | undefined {
	const [found, setFound] = useState<Found>()
	const [failure, setFailure] = useState<unknown>(null)
	// biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `read` reads
	useEffect(() => {
		let isOver = false
		let isReading = false
		let isStale = false
		const look = async () => {
			isStale = true
			if (isReading) return
			isReading = true
			try {
				while (isStale && !isOver) {
					isStale = false
					// closed under it after a write that failed: whoever reads next opens it anew
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
		void look()
		const stop = subscribeToWrites(() => void look())
		return () => {
			isOver = true
			stop()
		}
	}, [key])
	if (failure !== null) throw failure
	return found
}
