import type { Problem } from '#shared/kernel/problem'
import { emitActivity } from '../ui/stay-open.ts'

/** A sound being recorded. It goes on while other pages of the form are shown, and ends with the form. */
export interface RunningRecording {
	/** The question that it answers. */
	readonly path: string
	isPaused(): boolean
	/** Without the pauses. */
	elapsedMs(): number
	pause(): void
	resume(): void
	stop(): void
}

/** Where the form's one running recording is known, to its question and to the head of every page. */
export interface RecordingSlot {
	running(): RunningRecording | null
	/** Why the last one ended early; null if it did not. */
	problem(): Problem | null
	show(running: RunningRecording | null, problem?: Problem | null): void
	/** The form is left: what runs ends, and what was about to begin does not. */
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
			// paused, it is no reason to leave the phone open
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
