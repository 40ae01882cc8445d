import type { Person } from '#shared/access/people'
import type { CodedTranscript, SaveCodingRequest } from '#shared/coding/coded-talks'
import { Problem } from '#shared/kernel/problem'
import { saveCodedPassage } from '../storage/coding-table.ts'
import type { Store } from '../storage/store.ts'

/**
 * What somebody makes of a passage from now on; sent again it is the same. `known`: all themes of the codebook, those that are switched off too, so that none
 * is lost by adding another.
 *
 * @throws Problem `not-found` where the talk has no such passage, or the codebook no such theme; `record-changed` where another text stands there by now
 * than was shown
 */
export async function saveCoding(
	store: Pick<Store, 'write' | 'project'>,
	person: Person,
	talk: CodedTranscript,
	known: ReadonlySet<string>,
	{ record, path, said, themes, isQuote, memo }: SaveCodingRequest,
): Promise<void> {
	const passage = talk.passages.find((each) => each.record === record && each.path === path)
	if (!passage || themes.some((theme) => !known.has(theme))) throw new Problem('not-found')
	if (passage.said !== said) throw new Problem('record-changed')
	const place = { project: store.project, record, path, person: person.id }
	const isNothing = themes.length === 0 && !isQuote && memo === ''
	await store.write(({ db, at }) =>
		saveCodedPassage(
			db,
			place,
			isNothing ? null : { themes: [...new Set(themes)], said, is_quote: isQuote ? 1 : 0, memo, at },
		),
	)
}
