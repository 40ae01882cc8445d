import { asProblem } from '#shared/kernel/problem'
import type { AtWork } from '../../storage/people-on-phone.ts'
import { keepSound } from '../../storage/spoken-sounds.ts'
import { aloudSound } from '../../sync/aloud-client.ts'

/** A network that breaks off is given so many more chances, each after a longer rest. */
const restsMs = [1000, 4000, 10_000]

interface FetchSounds {
	readonly atWork: AtWork
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
		if (signal.aborted) return
		await again(signal, async () => {
			const sound = await aloudSound(atWork, hash, signal)
			// one that came damaged is passed over, and asked for the next time
			if (await keepSound(hash, sound)) onHere(++count)
		})
	}
}

async function again(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
	for (const restMs of [...restsMs, null]) {
		try {
			return await work()
		} catch (thrown) {
			if (signal.aborted) return
			const problem = asProblem(thrown)
			if (restMs === null || problem.recovery !== 'retry-later') throw problem
			await new Promise((over) => setTimeout(over, restMs))
		}
	}
}
