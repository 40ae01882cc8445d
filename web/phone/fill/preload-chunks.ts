import type { CompiledForm } from '#shared/forms/compile-form'
import { controls } from './controls/controls.tsx'
import { FoldedQuestions, RecordingStatus, RepeatView, TranscriptView } from './lazy-page-parts.ts'
import { CallLinks, LabelMedia, LongChoices, MarkedText, RelatedTurns } from './lazy-parts.ts'

/** Delay, ms: the first page must not compete for the phone. */
const afterMs = 1000

/**
 * Preloads the code that a form may need later, one file after the other, while its first question is read.
 * Only from the offline cache: no mobile data is spent on what may never be shown.
 */
export async function preloadFormChunks({ nodes }: CompiledForm): Promise<void> {
	await navigator.serviceWorker?.ready
	await new Promise((over) => setTimeout(over, afterMs))
	const types = new Set(nodes.flatMap(({ part }) => (part.kind === 'question' ? [part.type] : [])))
	for (const type of types) {
		const { Control } = controls[type]
		if ('preload' in Control) await Control.preload()
	}
	for (const each of [RepeatView, FoldedQuestions, MarkedText, LongChoices, LabelMedia, RecordingStatus])
		await each.preload()
	if (nodes.some(({ part }) => part.kind === 'question' && part.preset === 'lead')) await CallLinks.preload()
	if (nodes.some(({ part }) => part.talk))
		for (const each of [TranscriptView, RelatedTurns]) await each.preload()
}
