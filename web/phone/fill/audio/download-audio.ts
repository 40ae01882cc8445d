import { asProblem } from '#shared/kernel/problem'
import { saveAudioFile } from '../../../storage/attachments/audio-files.ts'
import type { VaultSession } from '../../../storage/enrolment/enrolments.ts'
import { fetchAudioFile } from '../../../sync/audio-client.ts'

/** Waits between retries after a lost connection, each longer. */
const restsMs = [1000, 4000, 10_000]

interface FetchSounds {
	readonly vaultSession: VaultSession
	readonly hashes: readonly string[]
	readonly signal: AbortSignal
	/** Called after each file, with the number of downloaded files. */
	readonly onHere: (count: number) => void
}

/**
 * Downloads audio files one after the other. Each is stored when it is complete, so that the next download
 * continues where this one ended.
 * @throws Problem `no-connection` after several tries, `phone-nearly-full`, and the server's own
 */
export async function downloadAudio({ vaultSession, hashes, signal, onHere }: FetchSounds): Promise<void> {
	let count = 0
	for (const hash of hashes) {
		const sound = await again(signal, () => soundAt(vaultSession, hash, signal))
		if (signal.aborted) return
		// a damaged file is skipped, and downloaded the next time
		if (sound && (await saveAudioFile(hash, sound))) onHere(++count)
	}
}

/** Null if the file was replaced at the desk since the list was fetched. */
async function soundAt(vaultSession: VaultSession, hash: string, signal: AbortSignal): Promise<Blob | null> {
	try {
		return await fetchAudioFile(vaultSession, hash, signal)
	} catch (thrown) {
		if (asProblem(thrown).code === 'not-found') return null
		throw thrown
	}
}

/** Null once `signal` has aborted, also during a wait. */
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
