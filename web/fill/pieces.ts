import { piece } from '../ui/piece.ts'

// what few forms show comes in pieces of its own
export const LabelMedia = piece(async () => (await import('./label-media.tsx')).LabelMedia)
export const MarkedText = piece(async () => (await import('./marked-text.tsx')).MarkedText)
export const LongChoices = piece(async () => (await import('./controls/long-choices.tsx')).LongChoices)
export const RelatedTurns = piece(async () => (await import('./talk/turns-beside.tsx')).RelatedTurns)
