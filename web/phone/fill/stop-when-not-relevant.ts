import type { RecordingSlot } from './active-recording.ts'
import type { FormFilling } from './filling.ts'

/**
 * Ends a recording as soon as its question is no longer asked, because consent was withdrawn. Returns the
 * function that unsubscribes.
 */
export function endUnasked(
	place: RecordingSlot,
	filling: Pick<FormFilling, 'session' | 'subscribe'>,
): () => void {
	const look = () => {
		const running = place.running()
		if (running && !filling.session.isRelevant(running.path)) running.stop()
	}
	const ends = [place.subscribe(look), filling.subscribe(look)]
	return () => {
		for (const end of ends) end()
	}
}
