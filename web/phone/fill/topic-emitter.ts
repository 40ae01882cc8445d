type TopicListener = () => void

/** Event emitter with listeners for all topics and listeners for one topic. */
export interface TopicEmitter {
	/** Calls the listeners for all topics, and those for these topics. */
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
