/*
 * Events that suspend or prolong the automatic lock.
 * `goes-out`: the app opens the camera, a file picker or another app; `is-back` when that returned or was
 * cancelled. `records`: a recording runs; `rests` when it pauses or ends. `reads`, repeatedly: a text is
 * being played.
 */
export type ActivityEvent = 'goes-out' | 'is-back' | 'records' | 'rests' | 'reads'

/** The screen lock of the tab listens to cameras, recorders and players on every screen. */
const listeners = new Set<(event: ActivityEvent) => void>()

export function subscribeToStaying(listener: (event: ActivityEvent) => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

export function emitActivity(event: ActivityEvent): void {
	for (const listener of listeners) listener(event)
}

/** Opens the browser's camera or file picker, so that the person comes back to the same screen. */
export function openChooser(input: HTMLInputElement | null): void {
	if (!input) return
	// after the field has received its file: a late return locks, and discards the file
	const isBack = () => setTimeout(() => emitActivity('is-back'))
	input.addEventListener('change', isBack, { once: true })
	input.addEventListener('cancel', isBack, { once: true })
	emitActivity('goes-out')
	input.click()
}
