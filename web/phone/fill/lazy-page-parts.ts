import { createPreloadable } from '../../ui/preloadable.ts'

// for few pages; split from the smaller parts, which these contain
export const RepeatView = createPreloadable(async () => (await import('./repeat-view.tsx')).RepeatView)
export const FoldedQuestions = createPreloadable(
	async () => (await import('./folded-questions.tsx')).FoldedQuestions,
)
export const RecordingStatus = createPreloadable(
	async () => (await import('./recording-status.tsx')).RecordingStatus,
)
export const TranscriptView = createPreloadable(
	async () => (await import('./transcript/transcript-view.tsx')).TranscriptView,
)
