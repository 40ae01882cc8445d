import { act } from '@testing-library/react'
import { vi } from 'vitest'

/** In place of a worker, which this DOM lacks: what it was sent, and a way to let it answer. */
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

/** Every worker that a component starts from now on, the first one first. A test answers in its place. */
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
/** By the worker's module, which is read once for many files of tests. */
const listeners = new Map<unknown, Listener>()

/**
 * Runs the code of a worker in the thread of the test. Gives what makes workers run so in one test: call it before each, since globals are put
 * back after each. `load`: imports the worker's module, whose listener is known from then on.
 */
export async function workerInThisThread(load: () => Promise<unknown>): Promise<() => void> {
	const added: Listener[] = []
	vi.stubGlobal('addEventListener', (_: string, listener: Listener) => added.push(listener))
	const module = await load()
	vi.unstubAllGlobals()
	const listener = added[0] ?? listeners.get(module)
	if (!listener) throw new Error('the module listens to nothing')
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
