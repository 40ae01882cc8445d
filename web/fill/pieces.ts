import { createPreloadable } from '../ui/piece.ts'

// loaded on demand: few forms need these
export const LabelMedia = createPreloadable(async () => (await import('./label-media.tsx')).LabelMedia)
export const MarkedText = createPreloadable(async () => (await import('./marked-text.tsx')).MarkedText)
export const LongChoices = createPreloadable(
	async () => (await import('./controls/long-choices.tsx')).LongChoices,
)
export const RelatedTurns = createPreloadable(
	async () => (await import('./talk/turns-beside.tsx')).RelatedTurns,
)
