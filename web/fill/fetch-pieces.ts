import type { CompiledForm } from '#shared/forms/compile-form'
import { controls } from './controls/controls.tsx'
import { RecordingState, RepeatView, TranscriptView } from './page-pieces.ts'
import { LabelMedia, LongChoices, MarkedText, RelatedTurns } from './pieces.ts'

/** The first page has the phone for itself for so long. */
const afterMs = 1000

/**
 * Fetches what a form may show later, one after the other, while somebody reads its first question. Only where the phone
 * has it all already: no network is paid for what may never be shown.
 */
export async function preloadFormChunks({ nodes }: CompiledForm): Promise<void> {
	await navigator.serviceWorker?.ready
	await new Promise((over) => setTimeout(over, afterMs))
	const types = new Set(nodes.flatMap(({ part }) => (part.kind === 'question' ? [part.type] : [])))
	for (const type of types) {
		const { Control } = controls[type]
		if ('preload' in Control) await Control.preload()
	}
	for (const each of [RepeatView, MarkedText, LongChoices, LabelMedia, RecordingState]) await each.preload()
	if (nodes.some(({ part }) => part.talk))
		for (const each of [TranscriptView, RelatedTurns]) await each.preload()
}
