type Work<Found> = (lock: { name: string } | null) => Promise<Found>

/** Web Locks in the order of requests, for Node and for a DOM without a browser. */
export function webLocks() {
	const heldLocks = new Set<string>()
	const queues = new Map<string, Promise<unknown>>()
	return {
		request<Found>(
			name: string,
			...rest:
				| [work: Work<Found>]
				| [options: { ifAvailable?: boolean; signal?: AbortSignal }, work: Work<Found>]
		): Promise<Found> {
			const [options, callback] = rest.length === 2 ? rest : [{}, rest[0]]
			if (options.ifAvailable && heldLocks.has(name)) return callback(null)
			const work = async () => {
				options.signal?.throwIfAborted()
				heldLocks.add(name)
				try {
					return await callback({ name })
				} finally {
					heldLocks.delete(name)
				}
			}
			const before = queues.get(name) ?? Promise.resolve()
			const turn = before.then(work, work)
			queues.set(name, turn)
			return turn
		},
	}
}
