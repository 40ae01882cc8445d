import { act } from '@testing-library/react'

/** In place of the browser's EventSource, which this DOM lacks: a connection that a test speaks through. */
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

/** The set-up of each file puts it there. Whoever announces speaks through the one that is there. */
export function installNews(): void {
	Object.assign(globalThis, { EventSource: OpenNews })
}

let numbers = 0

/** The server has something new: screens that listen load again, or offer to. */
export async function announceNews(): Promise<void> {
	await act(async () => {
		// the first message after a connection opens only says where the server is
		for (const news of (globalThis.EventSource as unknown as typeof OpenNews).open) {
			news.onmessage?.({ data: String(numbers) })
			news.onmessage?.({ data: String(numbers + 1) })
		}
		numbers++
	})
}
