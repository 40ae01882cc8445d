import { coverageForms } from './record-facts.ts'

/** What the campaign's forms of talks say of who spoke, by the names of their questions. */
interface TranscriptFormFacts {
	/** Which kind of group, or of informant. */
	readonly group: string
	/** Sex of who spoke: of each seat, or of the one informant. */
	readonly sex: string
	/** Whether what somebody is may be said with their words; null: it tells of nobody, since several sit there. */
	readonly mayBeNamed: { readonly question: string; readonly answer: string } | null
	/** Whose answer is a quote by itself. */
	readonly quotes: readonly string[]
}

export const transcriptForms: Readonly<Record<string, TranscriptFormFacts>> = {
	[coverageForms.focusGroup]: { group: 'fgd_group', sex: 'p_sex', mayBeNamed: null, quotes: ['n_quote'] },
	[coverageForms.keyInformant]: {
		group: 'kii_type',
		sex: 'gender',
		quotes: [],
		mayBeNamed: { question: 'attrib', answer: 'yes' },
	},
}
