import type { FormSession } from '#shared/forms/form-session'
import type { RecordingSlot } from '../active-recording.ts'

/** Returns the current part of the recording, from 1, and the position in it; null if nothing is recorded. */
export function locateInRecording(
	recording: RecordingSlot,
	session: FormSession,
): { part: number; second: number } | null {
	const running = recording.running()
	if (!running || running.isPaused()) return null
	// the running part is the last in the answer
	const parts = session.answerAt(running.path)
	if (typeof parts !== 'string') return null
	return { part: parts.split(' ').length, second: Math.floor(running.elapsedMs() / 1000) }
}
