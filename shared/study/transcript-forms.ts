import { coverageForms } from './record-attributes.ts'

/** Facts about the speakers in the campaign's transcripts, by the names of their questions. */
interface TranscriptFormFacts {
	/** Question for the kind of group, or of informant. */
	readonly group: string
	/** Question for the sex of the speaker: of each seat, or of the one informant. */
	readonly sex: string
	/**
	 * Answer by which the kind of informant may be published with the words. Null if it always may: a group has
	 * several people.
	 */
	readonly mayBeNamed: { readonly question: string; readonly answer: string } | null
	/** Questions whose answer is always a quote. */
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
