type Listener = () => void

/** Who is told when something happens: those who hear of everything, and those who hear of one thing. */
export interface Listeners {
	/** Tells all that hear of everything, and those that hear of one of these. */
	tell(topics?: Iterable<string>): void
	subscribe(listener: Listener): () => void
	subscribeTo(topic: string, listener: Listener): () => void
}

export function startListeners(): Listeners {
	const all = new Set<Listener>()
	const byTopic = new Map<string, Set<Listener>>()
	return {
		tell(topics = []) {
			for (const listener of all) listener()
			for (const topic of topics) for (const listener of byTopic.get(topic) ?? []) listener()
		},
		subscribe(listener) {
			all.add(listener)
			return () => all.delete(listener)
		},
		subscribeTo(topic, listener) {
			const listeners = byTopic.get(topic) ?? new Set()
			byTopic.set(topic, listeners.add(listener))
			return () => listeners.delete(listener)
		},
	}
}
