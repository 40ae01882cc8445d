import { foldForSearch } from '#shared/kernel/fold-for-search'
import type { Translate } from '../../ui/i18n.ts'

/** Statuses that a list on the phone can show, in the order in which a record goes through them. */
const statuses = [
	'draft',
	'only-here',
	'at-server',
	'returned',
	'correction',
	'approved',
	'needs-decision',
	'kept',
	'handed-on',
	'void',
	'refused',
] as const
const situations = [
	'interruption',
	'refusal',
	'deleteAnswers',
	'unclearQuestion',
	'returned',
	'offline',
	'storageFull',
	'battery',
	'forgottenPin',
	'phoneLost',
	'appUpdate',
] as const
const terms = [
	'sampleLine',
	'cluster',
	'replacement',
	'selectedPerson',
	'consent',
	'withdrawalCode',
	'backCheck',
	'draft',
	'record',
	'round',
	'backup',
	'encrypted',
	'enrolmentCode',
	'safeguardingLead',
] as const

/** Entries about interviews and households, which operators of the helpline do not need. */
const surveyOnly: readonly string[] = [
	...['interruption', 'refusal', 'deleteAnswers', 'unclearQuestion'],
	...[
		'sampleLine',
		'cluster',
		'replacement',
		'selectedPerson',
		'consent',
		'withdrawalCode',
		'backCheck',
		'round',
	],
]

export interface FoundHelp {
	readonly situations: readonly (typeof situations)[number][]
	readonly statuses: readonly (typeof statuses)[number][]
	readonly terms: readonly (typeof terms)[number][]
}

const fold = (text: string): readonly string[] => text.split(/\s+/).map(foldForSearch).filter(Boolean)

/**
 * Returns the help entries that contain each word of the query, in the language of `t`; all of them for an
 * empty query. The texts `synonyms` hold words that people search for although the entry does not use
 * them.
 */
export function findHelp(t: Translate, query: string, isHelpline: boolean): FoundHelp {
	const words = fold(query)
	const matches = (title: string, body: string, synonyms: string) => {
		const letters = fold(`${title} ${body} ${synonyms}`).join(' ')
		return words.every((word) => letters.includes(word))
	}
	const isShown = (name: string) => !isHelpline || !surveyOnly.includes(name)
	return {
		situations: situations.filter(
			(name) =>
				isShown(name) &&
				matches(
					t(`faq.situation.${name}.title`),
					t(`faq.situation.${name}.instructions`),
					t(`faq.situation.${name}.synonyms`),
				),
		),
		statuses: statuses.filter((status) =>
			matches(t(`recordStatus.${status}`), t(`faq.status.${status}`), t(`faq.statusSynonyms.${status}`)),
		),
		terms: terms.filter(
			(name) =>
				isShown(name) &&
				matches(t(`faq.term.${name}.title`), t(`faq.term.${name}.meaning`), t(`faq.term.${name}.synonyms`)),
		),
	}
}
