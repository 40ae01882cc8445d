import type { RecordingSlot } from './active-recording.ts'

/** Patterns in ms: vibrations and pauses in turn. */
const patterns = { choice: [10], refusal: [10, 60, 10], receipt: [30] } as const

/** Vibrates shortly; never while sound is recorded, since the recording would contain it. */
export function vibrate(kind: keyof typeof patterns, recording: RecordingSlot): void {
	if (recording.running()) return
	// absent at the desk; refused by a browser before the first touch
	navigator.vibrate?.([...patterns[kind]])
}
