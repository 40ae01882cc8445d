import type { RecordingSlot } from './active-recording.ts'
import type { FormFilling } from './filling.ts'

/**
 * Ends a recording as soon as its question is no longer asked, because consent was withdrawn. Returns the
 * function that unsubscribes.
 */
export function stopWhenNotRelevant(
	place: RecordingSlot,
	filling: Pick<FormFilling, 'session' | 'subscribe'>,
): () => void {
	const check = () => {
		const running = place.running()
		if (running && !filling.session.isRelevant(running.path)) running.stop()
	}
	const ends = [place.subscribe(check), filling.subscribe(check)]
	return () => {
		for (const end of ends) end()
	}
}
