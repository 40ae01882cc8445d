/*
 * What makes going out of sight, or a phone that nobody touches, no reason to lock.
 *
 * `goes-out`: the app itself sends its person to the camera, a list of files or another app; `is-back` when that gave
 * something or was closed. `records`: a sound runs; `rests` when it pauses or ends. `reads`, again and again: a text is being read aloud.
 */
export type ActivityEvent = 'goes-out' | 'is-back' | 'records' | 'rests' | 'reads'

const listeners = new Set<(event: ActivityEvent) => void>()

export function subscribeToStaying(listener: (event: ActivityEvent) => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

export function emitActivity(event: ActivityEvent): void {
	for (const listener of listeners) listener(event)
}

/** Opens the browser's camera or list of files: whoever is sent there comes back to the same screen. */
export function openChooser(input: HTMLInputElement | null): void {
	if (!input) return
	// after the field has heard of its file: what is late locks, and takes the file with it
	const isBack = () => setTimeout(() => emitActivity('is-back'))
	input.addEventListener('change', isBack, { once: true })
	input.addEventListener('cancel', isBack, { once: true })
	emitActivity('goes-out')
	input.click()
}
