import { piece } from '../ui/piece.ts'

// what few pages have; apart from the smaller pieces, which these have in them
export const RepeatView = piece(async () => (await import('./repeat-view.tsx')).RepeatView)
export const RecordingState = piece(async () => (await import('./recording-state.tsx')).RecordingState)
export const TranscriptView = piece(async () => (await import('./talk/talk-view.tsx')).TranscriptView)
