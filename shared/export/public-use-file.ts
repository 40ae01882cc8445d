import type { Answer } from '#shared/forms/answers'
import type { FormDefinition, Question } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { isNoAnswer } from '#shared/forms/non-response-codes'
import { canBeQuasiIdentifier } from '#shared/forms/quasi-identifier'
import type { QuestionType } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { findTranscriptStructure } from '#shared/forms/transcript-structure'
import type { PlainColumn } from './metadata-columns.ts'
import { type FormVersion, type KnownQuestion, partsAcrossVersions } from './parts-across-versions.ts'

/**
 * Audiences of shared files, and the k of k-anonymity for each. Researchers have signed an agreement: 5 is
 * our choice. Files for anybody are public: 30 (rule R29).
 */
export const audiences = { researchers: 5, anybody: 30 } as const
export type Audience = keyof typeof audiences

/** Types whose answers have a meaning of their own, without times, places or free text. */
const nonIdentifyingTypes: ReadonlySet<QuestionType> = new Set([
	...(['select-one', 'select-many', 'integer', 'decimal', 'range', 'rank', 'acknowledge'] as const),
])

/** Disclosure rules of a shared file: what it leaves out, and how it coarsens the rest. */
export interface DisclosureRules {
	/** Quasi-identifiers of respondents, in the order of suppression. */
	readonly quasiIdentifiers: readonly KnownQuestion[]
	isDisclosed(known: KnownQuestion): boolean
	/** False for a repeat whose rows are people: the household size is a quasi-identifier too. */
	isRepeatDisclosed(template: string): boolean
	/** Returns the coarsened answer; null if it is not disclosed. */
	coarsen(known: KnownQuestion, answer: Answer): Answer | null
	/**
	 * Returns the templates of questions and rows that depend on a quasi-identifier: if that is suppressed,
	 * their presence would disclose it.
	 */
	listDependents(trait: KnownQuestion): readonly string[]
}

/**
 * Builds the rules. Null if a form has no shared files: it names exclusive readers, it records a talk of
 * several people, or it marks no quasi-identifiers, so that nothing could be suppressed.
 */
export function buildDisclosureRules(versions: readonly FormVersion[]): DisclosureRules | null {
	const { questions } = partsAcrossVersions(versions)
	const newest = versions.at(-1)?.version
	// a question that only older versions have was not reviewed for disclosure
	const isDisclosed = (known: KnownQuestion) =>
		newest !== undefined &&
		known.versions.includes(newest) &&
		known.leftOut === null &&
		known.definitions.every((question) => isQuestionDisclosable(question, known))
	const traits = questions
		.filter((known) => known.trait && isDisclosed(known))
		.sort((a, b) => (a.trait?.place ?? 0) - (b.trait?.place ?? 0))
	const isOpen = ({ definition }: FormVersion) =>
		definition.readers === undefined && !findTranscriptStructure({ nodes: nodesOf(definition) })
	if (traits.length === 0 || !versions.every(isOpen)) return null
	const ofPeople = repeatsOfPeople(versions, questions)
	const conditions = versions.map(({ definition }) => conditionsIn(definition))
	return {
		quasiIdentifiers: traits,
		isDisclosed,
		isRepeatDisclosed: (template) => !ofPeople.some((each) => `${template}/`.startsWith(`${each}/`)),
		coarsen: coarsenAnswer,
		listDependents: ({ question: { name } }) =>
			conditions.flatMap((each) =>
				[...each].flatMap(([template, names]) => (names.has(name) ? [template] : [])),
			),
	}
}

/**
 * True if the question can be in a shared file. A calculated number may be of the household, such as the one
 * that selects a person.
 */
function isQuestionDisclosable(question: Question, { trait, repeat }: KnownQuestion): boolean {
	if (question.sealedTo !== undefined || question.listFrom !== undefined) return false
	if (trait) return repeat === null && canBeQuasiIdentifier(question.type)
	const isAnswered = question.preset === undefined && question.calculation === undefined
	return isAnswered && nonIdentifyingTypes.has(question.type)
}

/** Returns the repeats whose rows have a quasi-identifier, or are counted by one. */
function repeatsOfPeople(versions: readonly FormVersion[], questions: readonly KnownQuestion[]): string[] {
	const traits = questions.filter(({ trait }) => trait)
	const names = new Set(traits.map(({ question }) => question.name))
	const counted = versions.flatMap(({ definition }) =>
		nodesOf(definition).flatMap(({ part, template }) =>
			part.kind === 'repeat' && [...namesIn(part.count)].some((name) => names.has(name)) ? [template] : [],
		),
	)
	return [...counted, ...traits.flatMap(({ repeat }) => repeat ?? [])]
}

/** Telephone and identity card numbers have more digits. */
const maxDigits = 6

function coarsenAnswer({ question: { type }, choices, trait }: KnownQuestion, answer: Answer): Answer | null {
	if (isSealed(answer)) return null
	const isChoice = (name: string) => choices.some((choice) => choice.name === name)
	switch (type) {
		case 'select-one':
			return isChoice(String(answer)) ? answer : null
		case 'select-many': {
			const ticked = (typeof answer === 'object' ? answer : [String(answer)]).filter(isChoice)
			return ticked.length > 0 ? ticked : null
		}
		case 'rank':
			return String(answer).split(' ').every(isChoice) ? answer : null
		case 'acknowledge':
			return String(answer) === 'OK' ? answer : null
		case 'calculate':
			return typeof answer === 'number' ? inBand(answer, trait?.band) : answer
		default:
			return typeof answer === 'number' && Math.abs(answer) < 10 ** maxDigits
				? inBand(answer, trait?.band)
				: null
	}
}

/** Returns the lower end of the number's band; codes of missing values stay. */
const inBand = (answer: number, band: number | undefined): number =>
	band === undefined || isNoAnswer({ name: String(answer) }) ? answer : Math.floor(answer / band) * band

/**
 * Returns the names that each question's or repeat row's own condition, and those of the groups around it,
 * read.
 */
function conditionsIn(definition: FormDefinition): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>()
	for (const { template, part, parent } of nodesOf(definition)) {
		if (part.kind === 'group') continue
		const names = namesIn(part.relevant)
		for (let around = parent; around; around = around.parent)
			for (const name of namesIn(around.part.relevant)) names.add(name)
		found.set(part.kind === 'repeat' ? `${template}/@` : template, names)
	}
	return found
}

const namesIn = (expression = ''): Set<string> =>
	new Set([...expression.matchAll(/\$\{\s*([^{}]+?)\s*\}/g)].map(([, name = '']) => name))

/**
 * Returns the quasi-identifiers of a record, in the order of `quasiIdentifiers`; '' for a missing or
 * undisclosed one.
 */
export const listQuasiIdentifierValues = (
	traits: readonly KnownQuestion[],
	disclosedAnswers: ReadonlyMap<string, Answer>,
): string[] => traits.map(({ template }) => String(disclosedAnswers.get(template) ?? ''))

const clusterColumn: PlainColumn = {
	header: 'zila_cluster',
	meaning: 'Number of the cluster in this file; no list says which one it is',
}

/** Weights of each interview by record id: with equal district weights, and by population. */
export type LicensedWeights = ReadonlyMap<string, readonly [average: number, people: number]>

/**
 * With `zila_cluster`, and `zila_district` as strata, a published estimate can be reproduced:
 * docs/decisions/091.
 */
const weightColumns: readonly PlainColumn[] = [
	{
		header: 'zila_weight_average',
		meaning: 'Weight by which every district counts the same; blank for a record that is in no estimate',
	},
	{
		header: 'zila_weight_people',
		meaning:
			'Weight by which a district counts by its people of 18 years and above; blank for a record that is in no estimate',
	},
]

/** First columns of the records' table in shared files. The first is an id. */
export const othersColumns = (audience: Audience, hasWeights = false): readonly PlainColumn[] => [
	{ header: 'zila_record', meaning: 'Number of the record in this file, the same in all its tables' },
	{ header: 'form_version', meaning: 'Newest version of the form with which the record was written' },
	{ header: 'record_status', meaning: 'submitted or approved' },
	{ header: 'open_cases', meaning: 'Disagreements that nobody has decided; the values here are provisional' },
	{ header: 'zila_district', meaning: 'District, by its code' },
	// in a public file, the twenty interviews of a cluster are too few to be linked
	...(audience === 'researchers' ? [clusterColumn, ...(hasWeights ? weightColumns : [])] : []),
	{
		header: 'zila_hidden',
		meaning: 'What is blank because too few people are alike in it: the columns, with spaces between them',
	},
]

/** First columns of a repeat's table in shared files. All but the last are ids. */
export const othersRowColumns: readonly PlainColumn[] = [
	{ header: 'zila_record', meaning: 'Number of the record that the row belongs to' },
	{ header: 'row_id', meaning: 'Number of the row in its record' },
	{ header: 'parent_row_id', meaning: 'Number of the row around it, where repeats stand inside repeats' },
	{ header: 'row_number', meaning: 'Place of the row, from 1' },
]
