import { act } from '@testing-library/react'
import { vi } from 'vitest'

/** Replaces a worker, which this DOM lacks: its messages, and a function that replies. */
export interface WorkerForTests {
	readonly sent: readonly unknown[]
	readonly isOver: () => boolean
	readonly answer: (data: unknown) => Promise<void>
	readonly fail: (message: string) => Promise<void>
}

class FakeWorker {
	onmessage: ((event: { data: unknown }) => void) | null = null
	onerror: ((event: { message: string }) => void) | null = null
	readonly sent: unknown[] = []
	isOver = false
	postMessage(question: unknown): void {
		this.sent.push(question)
	}
	terminate(): void {
		this.isOver = true
	}
}

/** Collects every worker that a component starts, in order. The test replies in its place. */
export function replaceWorkers(): readonly WorkerForTests[] {
	const workers: WorkerForTests[] = []
	vi.stubGlobal(
		'Worker',
		class extends FakeWorker {
			constructor() {
				super()
				workers.push({
					sent: this.sent,
					isOver: () => this.isOver,
					answer: (data) => act(async () => this.onmessage?.({ data })),
					fail: (message) => act(async () => this.onerror?.({ message })),
				})
			}
		},
	)
	return workers
}

type Listener = (event: { data: unknown }) => void
/** Listeners by the worker's module, which is loaded once for many test files. */
const listeners = new Map<unknown, Listener>()

/**
 * Runs the code of a worker in the thread of the test. Returns the function that installs this in one test:
 * call it before each, since globals are restored after each. `load`: imports the worker's module and records
 * its listener.
 */
export async function workerInThisThread(load: () => Promise<unknown>): Promise<() => void> {
	const added: Listener[] = []
	vi.stubGlobal('addEventListener', (_: string, listener: Listener) => added.push(listener))
	const module = await load()
	vi.unstubAllGlobals()
	const listener = added[0] ?? listeners.get(module)
	if (!listener) throw new Error('the module has no message handler')
	listeners.set(module, listener)
	return () => {
		let last: FakeWorker | null = null
		vi.stubGlobal('postMessage', (data: unknown) => {
			if (!last?.isOver) last?.onmessage?.({ data })
		})
		vi.stubGlobal(
			'Worker',
			class extends FakeWorker {
				constructor() {
					super()
					last = this
				}
				override postMessage(question: unknown): void {
					super.postMessage(question)
					listener({ data: question })
				}
			},
		)
	}
}
