import type { FormSession } from '#shared/forms/form-session'
import type { RecordingSlot } from '../running-recording.ts'

/** In which part of the recording this moment is, from 1, and where; null while nothing is recorded. */
export function locateInRecording(
	recording: RecordingSlot,
	session: FormSession,
): { part: number; second: number } | null {
	const running = recording.running()
	if (!running || running.isPaused()) return null
	// the part that runs is the answer's last
	const parts = session.answerAt(running.path)
	if (typeof parts !== 'string') return null
	return { part: parts.split(' ').length, second: Math.floor(running.elapsedMs() / 1000) }
}
