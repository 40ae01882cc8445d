import { useEffect, useRef, useState } from 'react'
import { asProblem } from '#shared/kernel/problem'
import { storageProblem, wasClosed } from '../storage/database/database.ts'
import { isClosedByFailure, onRoom } from '../storage/database/disk-guard.ts'
import { subscribeToQuery } from '../storage/database/live-query.ts'
import { isEnrolmentGone } from '../storage/enrolment/enrolments.ts'

/**
 * Reads from the database, and again when a write in any tab changes what was read (see `subscribeToQuery`). A
 * failed read is thrown while rendering, for the error boundary, with two exceptions: the last value stays if the
 * enrolment was just replaced, until the session moves; and while failed writes keep closing the database, the read
 * waits for room: an error would replace a form whose answers are not saved. Only a full disk before the first
 * value is thrown, or the screen would stay empty without a word.
 */
export function useLocalData<Found>(read: () => Promise<Found>, key = ''): Found | undefined {
	const [found, setFound] = useState<Found>()
	const [failure, setFailure] = useState<unknown>(null)
	const [attempt, setAttempt] = useState(0)
	const foundKey = useRef<string | null>(null)
	// biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `read` reads
	useEffect(() => {
		// the database was closed after a failed write: the next read opens it again
		const query = async () =>
			await read()
				.catch((thrown: unknown) => (wasClosed(thrown) ? read() : Promise.reject(thrown)))
				// Dexie reports no error of a closed database, and would never run the query again
				.catch((thrown: unknown) => Promise.reject(wasClosed(thrown) ? storageProblem(thrown) : thrown))
		let stopWaiting = (): void => undefined
		const end = subscribeToQuery(query, {
			next(value) {
				foundKey.current = key
				setFound(value)
			},
			error(thrown) {
				if (isEnrolmentGone(thrown)) return
				const isFullAtFirst = foundKey.current !== key && asProblem(thrown).code === 'phone-full'
				if (isClosedByFailure() && !isFullAtFirst)
					stopWaiting = onRoom(() => setAttempt((number) => number + 1))
				else setFailure(thrown)
			},
		})
		return () => {
			stopWaiting()
			end()
		}
	}, [key, attempt])
	if (failure !== null) throw failure
	return found
}
