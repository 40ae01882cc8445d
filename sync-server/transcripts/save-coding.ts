import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import type { CodedTranscript, SaveCodingRequest } from '#shared/transcripts/coded-transcripts'
import { saveCodedPassage } from '../storage/records/codings.ts'
import type { Store } from '../storage/store.ts'

/**
 * Saves a person's coding of a passage; idempotent. `known`: all codes of the codebook, also inactive ones,
 * so that adding one loses none.
 *
 * @throws Problem `not-found` for an unknown passage or code; `record-changed` if the text has changed since
 * it was shown
 */
export async function saveCoding(
	store: Pick<Store, 'write' | 'project'>,
	person: Person,
	transcript: CodedTranscript,
	known: ReadonlySet<string>,
	{ record, path, textDigest, themes, isQuote, memo }: SaveCodingRequest,
): Promise<void> {
	const passage = transcript.passages.find((each) => each.record === record && each.path === path)
	if (!passage || themes.some((theme) => !known.has(theme))) throw new Problem('not-found')
	if (passage.textDigest !== textDigest) throw new Problem('record-changed')
	const place = { project: store.project, record, path, person: person.id }
	const isNothing = themes.length === 0 && !isQuote && memo === ''
	await store.write((session) =>
		saveCodedPassage(
			session,
			place,
			isNothing
				? null
				: {
						themes: [...new Set(themes)],
						passage_digest: textDigest,
						is_quote: isQuote ? 1 : 0,
						memo,
						at: session.at,
					},
		),
	)
}
