import type { Problem } from '#shared/kernel/problem'
import { emitActivity } from '../../ui/activity-events.ts'

/** A recording in progress. It continues on other pages of the form, and ends with the form. */
export interface RunningRecording {
	/** Path of the question that it answers. */
	readonly path: string
	isPaused(): boolean
	/** Duration without the pauses, ms. */
	elapsedMs(): number
	pause(): void
	resume(): void
	stop(): void
}

/** The form's one running recording, for its question and the head of every page. */
export interface RecordingSlot {
	running(): RunningRecording | null
	/** Why the last one ended early; null if it did not. */
	problem(): Problem | null
	show(running: RunningRecording | null, problem?: Problem | null): void
	/** Called when the form is left: ends the recording, and keeps one that is starting from doing so. */
	close(): void
	isClosed(): boolean
	subscribe(listener: () => void): () => void
}

export function createRecordingSlot(): RecordingSlot {
	const listeners = new Set<() => void>()
	let running: RunningRecording | null = null
	let problem: Problem | null = null
	let isClosed = false
	return {
		running: () => running,
		problem: () => problem,
		show(next, why = null) {
			running = next
			problem = why
			// a paused recording must not prevent the automatic lock
			emitActivity(next && !next.isPaused() ? 'records' : 'rests')
			for (const listener of listeners) listener()
		},
		close() {
			isClosed = true
			running?.stop()
		},
		isClosed: () => isClosed,
		subscribe(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
	}
}
