import { asProblem } from '#shared/kernel/problem'
import type { UnlockedSession } from '../../storage/people-on-phone.ts'
import { saveAudioFile } from '../../storage/spoken-sounds.ts'
import { fetchAudioFile } from '../../sync/aloud-client.ts'

/** A network that breaks off is given so many more chances, each after a longer rest. */
const restsMs = [1000, 4000, 10_000]

interface FetchSounds {
	readonly atWork: UnlockedSession
	readonly hashes: readonly string[]
	readonly signal: AbortSignal
	/** Told after each that is here. */
	readonly onHere: (count: number) => void
}

/**
 * Fetches sounds one after the other. Each is kept when it is whole: whatever ends this, the next time begins where it ended.
 *
 * @throws Problem `no-connection` after several tries, `phone-nearly-full`, and what the server says
 */
export async function fetchSounds({ atWork, hashes, signal, onHere }: FetchSounds): Promise<void> {
	let count = 0
	for (const hash of hashes) {
		const sound = await again(signal, () => soundAt(atWork, hash, signal))
		if (signal.aborted) return
		// one that came damaged is passed over, and asked for the next time
		if (sound && (await saveAudioFile(hash, sound))) onHere(++count)
	}
}

/** Null for one that was replaced at the desk since the list came. */
async function soundAt(atWork: UnlockedSession, hash: string, signal: AbortSignal): Promise<Blob | null> {
	try {
		return await fetchAudioFile(atWork, hash, signal)
	} catch (thrown) {
		if (asProblem(thrown).code === 'not-found') return null
		throw thrown
	}
}

/** Null once `signal` has ended it, also while it rests. */
async function again(signal: AbortSignal, work: () => Promise<Blob | null>): Promise<Blob | null> {
	for (const restMs of [...restsMs, null]) {
		if (signal.aborted) break
		try {
			return await work()
		} catch (thrown) {
			if (signal.aborted) break
			const problem = asProblem(thrown)
			if (restMs === null || problem.recovery !== 'retry-later') throw problem
			await rested(signal, restMs)
		}
	}
	return null
}

const rested = (signal: AbortSignal, restMs: number) =>
	new Promise<void>((over) => {
		const end = () => {
			clearTimeout(timer)
			signal.removeEventListener('abort', end)
			over()
		}
		const timer = setTimeout(end, restMs)
		signal.addEventListener('abort', end)
	})
