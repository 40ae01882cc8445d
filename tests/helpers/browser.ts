import 'fake-indexeddb/auto'
import { webLocks } from './web-locks.ts'

/*
 * Browser APIs that Node 20 lacks, for tests of the phone's storage and sync: IndexedDB in memory, Web
 * Locks in the order of requests, a navigator that is online, and localStorage.
 */
const items = new Map<string, string>()
globalThis.localStorage = {
	getItem: (key: string) => items.get(key) ?? null,
	setItem: (key: string, value: string) => void items.set(key, value),
	removeItem: (key: string) => void items.delete(key),
	clear: () => items.clear(),
	key: (at: number) => [...items.keys()][at] ?? null,
	get length() {
		return items.size
	},
}
Object.defineProperty(globalThis, 'navigator', {
	value: { locks: webLocks(), onLine: true, userAgent: 'Mozilla/5.0 (Linux; Android 12) Chrome/120.0' },
	configurable: true,
})

/** Network and visibility events of the browser, for the loop that sends. */
export function eventsForTests(): void {
	const events = new EventTarget()
	Object.assign(globalThis, {
		addEventListener: events.addEventListener.bind(events),
		removeEventListener: events.removeEventListener.bind(events),
		dispatchEvent: events.dispatchEvent.bind(events),
		document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
	})
}
