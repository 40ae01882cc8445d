import 'fake-indexeddb/auto'

/*
 * What a browser has and Node 20 has not, for tests of the phone's storage and sync: IndexedDB in memory, Web Locks in
 * the order of asking, a navigator that is online.
 */
const queues = new Map<string, Promise<unknown>>()
const locks = {
	request<Found>(name: string, work: () => Promise<Found>): Promise<Found> {
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
