import { createPreloadable } from '../ui/piece.ts'

// what few pages have; apart from the smaller pieces, which these have in them
export const RepeatView = createPreloadable(async () => (await import('./repeat-view.tsx')).RepeatView)
export const RecordingState = createPreloadable(
	async () => (await import('./recording-state.tsx')).RecordingState,
)
export const TranscriptView = createPreloadable(
	async () => (await import('./talk/talk-view.tsx')).TranscriptView,
)
