import 'fake-indexeddb/auto'

/*
 * What a browser has and Node 20 has not, for tests of the phone's storage and sync: IndexedDB in memory, Web Locks in
 * the order of asking, a navigator that is online, and what stays beside the database.
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
type Work<Found> = (lock: { name: string } | null) => Promise<Found>
const held = new Set<string>()
const queues = new Map<string, Promise<unknown>>()
const locks = {
	request<Found>(
		name: string,
		...rest: [work: Work<Found>] | [options: { ifAvailable?: boolean }, work: Work<Found>]
	): Promise<Found> {
		const [options, asked] = rest.length === 2 ? rest : [{}, rest[0]]
		if (options.ifAvailable && held.has(name)) return asked(null)
		const work = async () => {
			held.add(name)
			try {
				return await asked({ name })
			} finally {
				held.delete(name)
			}
		}
		const before = queues.get(name) ?? Promise.resolve()
		const turn = before.then(work, work)
		queues.set(name, turn)
		return turn
	},
}
Object.defineProperty(globalThis, 'navigator', {
	value: { locks, onLine: true, userAgent: 'Mozilla/5.0 (Linux; Android 12) Chrome/120.0' },
	configurable: true,
})

/** The browser's events of the network and a page that is seen, as the loop that sends listens to them. */
export function eventsForTests(): void {
	const events = new EventTarget()
	Object.assign(globalThis, {
		addEventListener: events.addEventListener.bind(events),
		removeEventListener: events.removeEventListener.bind(events),
		dispatchEvent: events.dispatchEvent.bind(events),
		document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
	})
}
