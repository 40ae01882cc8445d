import type { Bytes } from '#shared/kernel/bytes'
import type { PinAnswer, PinQuestion } from './pin-worker.ts'

let ready: Worker | null = null
const startWorker = () => new Worker(new URL('./pin-worker.ts', import.meta.url), { type: 'module' })

/** While a PIN is typed what works with it can come: on a slow network that is two seconds less to wait. */
export function awaitPin(): () => void {
	ready ??= startWorker()
	// one that could not come is begun again when it is needed, and says then why not
	ready.onerror = () => {
		ready = null
	}
	return () => {
		ready?.terminate()
		ready = null
	}
}

/**
 * PIN → 256 bits by argon2id (2 passes, `memory` in KiB). In a worker, so that the screen stays alive for the half second
 * that it takes on a cheap phone; the worker ends with its one answer.
 */
export function derivePinKey(pin: string, salt: Bytes, memory: number): Promise<Bytes> {
	const worker = ready ?? startWorker()
	ready = null
	return new Promise<Bytes>((resolve, reject) => {
		worker.onmessage = ({ data }: MessageEvent<PinAnswer>) =>
			'key' in data ? resolve(data.key) : reject(new Error(data.failure))
		worker.onerror = (event) => reject(new Error(event.message))
		worker.postMessage({ pin, salt, memory } satisfies PinQuestion)
	}).finally(() => worker.terminate())
}
