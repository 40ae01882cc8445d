import { act } from '@testing-library/react'

/** Replaces the browser's EventSource, which this DOM lacks: the test sends messages through it. */
class OpenNews {
	static readonly open = new Set<OpenNews>()
	readyState = 1
	onmessage: ((event: { data: string }) => void) | null = null
	onerror: (() => void) | null = null
	constructor() {
		OpenNews.open.add(this)
	}
	close(): void {
		this.readyState = 2
		OpenNews.open.delete(this)
	}
}

/** Called by the setup of each test file; `announceNews` uses the installed one. */
export function installNews(): void {
	Object.assign(globalThis, { EventSource: OpenNews })
}

let numbers = 0

/** Announces new data: screens that listen reload, or offer to. */
export async function announceNews(): Promise<void> {
	await act(async () => {
		// the first message after a connection only tells the server's position
		for (const news of (globalThis.EventSource as unknown as typeof OpenNews).open) {
			news.onmessage?.({ data: String(numbers) })
			news.onmessage?.({ data: String(numbers + 1) })
		}
		numbers++
	})
}
