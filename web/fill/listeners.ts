type TopicListener = () => void

/** Who is told when something happens: those who hear of everything, and those who hear of one thing. */
export interface TopicEmitter {
	/** Tells all that hear of everything, and those that hear of one of these. */
	emit(topics?: Iterable<string>): void
	subscribe(listener: TopicListener): () => void
	subscribeTo(topic: string, listener: TopicListener): () => void
}

export function createTopicEmitter(): TopicEmitter {
	const all = new Set<TopicListener>()
	const byTopic = new Map<string, Set<TopicListener>>()
	return {
		emit(topics = []) {
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
