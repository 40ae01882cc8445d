import type { Bytes } from '#shared/kernel/bytes'
import type { PinAnswer, PinQuestion } from './pin-worker.ts'

/** One worker, started ahead: loading it while a person waits for the PIN costs a second. */
let ready: Worker | null = null
const startWorker = () => new Worker(new URL('./pin-worker.ts', import.meta.url), { type: 'module' })

/**
 * Starts the worker while the PIN is typed: on a slow network that saves two seconds. Returns the function
 * that ends it.
 */
export function awaitPin(): () => void {
	ready ??= startWorker()
	// a worker that failed to load is started again when it is needed, and reports the reason then
	ready.onerror = () => {
		ready = null
	}
	return () => {
		ready?.terminate()
		ready = null
	}
}

/**
 * Derives a 256-bit key from a PIN by argon2id (2 passes, `memory` in KiB). Runs in a worker, so that the
 * screen stays responsive for the half second that it takes on a cheap phone; the worker ends after one
 * reply.
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
