import { createPreloadable } from '../../ui/preloadable.ts'

// loaded on demand: few forms need these
export const LabelMedia = createPreloadable(async () => (await import('./label-media.tsx')).LabelMedia)
export const MarkedText = createPreloadable(async () => (await import('./marked-text.tsx')).MarkedText)
export const CallLinks = createPreloadable(async () => (await import('./call-links.tsx')).CallLinks)
export const LongChoices = createPreloadable(
	async () => (await import('./controls/long-choices.tsx')).LongChoices,
)
export const RelatedTurns = createPreloadable(
	async () => (await import('./transcript/related-turns.tsx')).RelatedTurns,
)
