import { act } from '@testing-library/react'
import { afterEach, vi } from 'vitest'

/** In place of a worker, which this DOM lacks: what it was sent, and a way to let it answer. */
export interface WorkerForTests {
	readonly sent: readonly unknown[]
	readonly isOver: () => boolean
	readonly answer: (data: unknown) => Promise<void>
	readonly fail: (message: string) => Promise<void>
}

/** Every worker that a component starts from now on, the first one first. A reply to each question can be given as `onMessage`. */
export function replaceWorkers(
	onMessage: (question: unknown, answer: (data: unknown) => void) => void = () => {},
): readonly WorkerForTests[] {
	const workers: WorkerForTests[] = []
	class FakeWorker {
		onmessage: ((event: { data: unknown }) => void) | null = null
		onerror: ((event: { message: string }) => void) | null = null
		readonly #sent: unknown[] = []
		#isOver = false
		constructor() {
			workers.push({
				sent: this.#sent,
				isOver: () => this.#isOver,
				answer: (data) => act(async () => this.onmessage?.({ data })),
				fail: (message) => act(async () => this.onerror?.({ message })),
			})
		}
		postMessage(question: unknown): void {
			this.#sent.push(question)
			onMessage(question, (data) => {
				if (!this.#isOver) this.onmessage?.({ data })
			})
		}
		terminate(): void {
			this.#isOver = true
		}
	}
	vi.stubGlobal('Worker', FakeWorker)
	return workers
}

afterEach(() => {
	vi.unstubAllGlobals()
})
