import type { FormFilling } from './filling.ts'
import type { RecordingSlot } from './running-recording.ts'

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
		if (running && !filling.session.isAsked(running.path)) running.stop()
	}
	const ends = [place.subscribe(look), filling.subscribe(look)]
	return () => {
		for (const end of ends) end()
	}
}
