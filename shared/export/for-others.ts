import type { Answer, Answers } from '#shared/forms/answers'
import { nodesOf } from '#shared/forms/form-nodes'
import type { QuestionType } from '#shared/forms/question-types'
import { talkOf } from '#shared/forms/talk'
import { type FormVersion, type KnownQuestion, knownParts } from './known-parts.ts'
import type { PlainColumn } from './record-columns.ts'

/**
 * To whom files are given that are not for one's own work, and how many people must be alike in what others know of them. Researchers
 * have signed what they may do: 5 is our choice. What anybody can have is public: 30 (rule R29).
 */
export const audiences = { researchers: 5, anybody: 30 } as const
export type Audience = keyof typeof audiences

/** Its answers say something of their own, and nothing of when, where or in whose words. */
const tellsNoPlaceOrTime: ReadonlySet<QuestionType> = new Set([
	...(['select-one', 'select-many', 'integer', 'decimal', 'range', 'rank', 'acknowledge'] as const),
])

/** Of people's traits only those of the person who is asked: who lives together would be known by the others'. */
export function isForOthers({ question, trait, repeat, leftOut }: KnownQuestion): boolean {
	if (leftOut !== null || question.sealedTo !== undefined) return false
	if (trait) return repeat === null
	// a number that is worked out can stand for the household, as the one does by which a person is chosen
	const isAnswered = question.preset === undefined && question.calculation === undefined
	return isAnswered && tellsNoPlaceOrTime.has(question.type)
}

/** In the order in which they are told: those behind are hidden first. */
export const traitsOf = (questions: readonly KnownQuestion[]): KnownQuestion[] =>
	questions
		.filter((known) => known.trait && isForOthers(known))
		.sort((a, b) => (a.trait?.place ?? 0) - (b.trait?.place ?? 0))

/**
 * Whether there are files of a form for others. Not where the form says who alone may read it, where people's talk is written down, and
 * where nothing says what others know of a person, so that nothing could be hidden.
 */
export function hasFilesForOthers(versions: readonly FormVersion[]): boolean {
	return (
		traitsOf(knownParts(versions).questions).length > 0 &&
		versions.every(
			({ definition }) => definition.readers === undefined && !talkOf({ nodes: nodesOf(definition) }),
		)
	)
}

/** A number as the lower end of its band; everything else as it is. */
export const inBand = (answer: Answer, band: number | undefined): Answer =>
	band === undefined || typeof answer !== 'number' ? answer : Math.floor(answer / band) * band

/** What others know of the person of a record, in the order of `traits`; '' for what was not said. */
export const traitValues = (traits: readonly KnownQuestion[], answers: Answers): string[] =>
	traits.map(({ template, trait }) => {
		const answer = answers.get(template)
		return answer === undefined ? '' : String(inBand(answer, trait?.band))
	})

/** What every line of the records' table begins with, in files for others. The first is an id. */
export const othersColumns: readonly PlainColumn[] = [
	{ header: 'zila_record', meaning: 'Number of the record in this file, the same in all its tables' },
	{ header: 'form_version', meaning: 'Newest version of the form with which the record was written' },
	{ header: 'record_status', meaning: 'submitted or approved' },
	{ header: 'open_cases', meaning: 'Disagreements that nobody has decided; the values here are provisional' },
	{ header: 'zila_district', meaning: 'District, by its code' },
	{ header: 'zila_cluster', meaning: 'Number of the cluster in this file; no list says which one it is' },
	{
		header: 'zila_hidden',
		meaning: 'What is blank because too few people are alike in it: the columns, with spaces between',
	},
]

/** The same of a repeat's table. All but the last are ids. */
export const othersRowColumns: readonly PlainColumn[] = [
	{ header: 'zila_record', meaning: 'Number of the record that the row belongs to' },
	{ header: 'row_id', meaning: 'Number of the row in its record' },
	{ header: 'parent_row_id', meaning: 'Number of the row around it, where repeats stand inside repeats' },
	{ header: 'row_number', meaning: 'Place of the row, from 1' },
]
