import { recordApi } from '#shared/api/records'
import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import {
	findTranscriptStructure,
	readingOf,
	readTranscriptTurns,
	type TranscriptStructure,
} from '#shared/forms/transcript-structure'
import type { Role } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import {
	codeJoined,
	codeOffered,
	type MergedTurn,
	mergeTranscriptTurns,
	mergeTurns,
} from '#shared/transcripts/merge-turns'
import { callRoute } from '../../api/call-route.ts'
import { formsFor, loadForm } from '../../api/load-forms.ts'

/** Finds the transcript in a form. Null if the form has none. */
export const findTranscript = (definition: FormDefinition): TranscriptStructure | null =>
	findTranscriptStructure({ nodes: nodesOf(definition) })

export interface JoinedNotes {
	readonly turns: MergedTurn[]
	/** Number of second notes that could not be loaded. */
	readonly unread: number
}

/** Returns the turns of a record and of all second notes on the same transcript that the user may read. */
export async function mergeNoteTurns(
	role: Role,
	record: RecordDetail,
	transcript: TranscriptStructure,
): Promise<JoinedNotes> {
	const answers = readingOf(record.answers)
	const own = { record: record.id, by: record.owner.name, turns: readTranscriptTurns(transcript, answers) }
	const code = codeOffered(transcript, answers)
	if (code === '') return { turns: mergeTurns([own]), unread: 0 }
	const joining = (await formsFor(role)).filter(({ definition }) => {
		const joins = findTranscript(definition)?.roles.joins
		return joins?.part.talk?.of === record.form
	})
	const found = await Promise.all(
		joining.map(({ id }) => callRoute(recordApi.list, { query: { form: id, search: code } })),
	)
	const listed = found.flatMap((each) => each.records).filter(({ isVoid }) => !isVoid)
	const others = await Promise.allSettled(
		listed.map(async ({ id }) => {
			const second = await callRoute(recordApi.detail, { params: { id } })
			const definition = await loadForm(second.form, second.formVersion)
			const secondTranscript = definition && findTranscript(definition)
			const secondAnswers = readingOf(second.answers)
			if (!secondTranscript || codeJoined(secondTranscript, secondAnswers) !== code) return null
			const turns = mergeTranscriptTurns(
				{ structure: transcript, answers },
				{ structure: secondTranscript, answers: secondAnswers, disclosed: secondAnswers },
			)
			return { record: second.id, by: second.owner.name, turns }
		}),
	)
	const read = others.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : []))
	return {
		turns: mergeTurns([own, ...read]),
		unread: others.filter(({ status }) => status === 'rejected').length,
	}
}
