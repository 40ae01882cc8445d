import type { Answer } from '#shared/forms/answers'
import type { FormDefinition, Question } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { isNoAnswer } from '#shared/forms/no-answer-codes'
import type { QuestionType } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-text'
import { findTranscriptStructure } from '#shared/forms/talk'
import { canBeQuasiIdentifier } from '#shared/forms/trait'
import { type FormVersion, type KnownQuestion, knownParts } from './known-parts.ts'
import type { PlainColumn } from './record-columns.ts'

/**
 * To whom files are given that are not for one's own work, and how many people must be alike in what others know of them. Researchers
 * have signed what they may do: 5 is our choice. What anybody can have is public: 30 (rule R29).
 */
export const audiences = { researchers: 5, anybody: 30 } as const
export type Audience = keyof typeof audiences

/** Its answers say something of their own, and nothing of when, where or in whose words. */
const nonIdentifyingTypes: ReadonlySet<QuestionType> = new Set([
	...(['select-one', 'select-many', 'integer', 'decimal', 'range', 'rank', 'acknowledge'] as const),
])

/** What a file for others leaves out, and how it tells the rest. */
export interface DisclosureRules {
	/** What others know of whoever is asked, in the order in which it is looked at. */
	readonly quasiIdentifiers: readonly KnownQuestion[]
	isDisclosed(known: KnownQuestion): boolean
	/** False for a repeat whose rows are people: how many there are is known too. */
	isRepeatDisclosed(template: string): boolean
	/** Null for what is not told. */
	coarsen(known: KnownQuestion, answer: Answer): Answer | null
	/** Templates of questions and rows that are asked because of a trait: where that is hidden, that they were asked would tell it. */
	askedFor(trait: KnownQuestion): readonly string[]
}

/**
 * Null where a form has no files for others: where it says who alone may read it, where it writes down a talk of several people, and
 * where it says nothing of what others know of a person, so that nothing could be hidden.
 */
export function buildDisclosureRules(versions: readonly FormVersion[]): DisclosureRules | null {
	const { questions } = knownParts(versions)
	const newest = versions.at(-1)?.version
	// a question that only older versions have was marked by nobody who knew of marks
	const isTold = (known: KnownQuestion) =>
		newest !== undefined &&
		known.versions.includes(newest) &&
		known.leftOut === null &&
		known.asked.every((question) => isQuestionDisclosable(question, known))
	const traits = questions
		.filter((known) => known.trait && isTold(known))
		.sort((a, b) => (a.trait?.place ?? 0) - (b.trait?.place ?? 0))
	const isOpen = ({ definition }: FormVersion) =>
		definition.readers === undefined && !findTranscriptStructure({ nodes: nodesOf(definition) })
	if (traits.length === 0 || !versions.every(isOpen)) return null
	const ofPeople = repeatsOfPeople(versions, questions)
	const conditions = versions.map(({ definition }) => conditionsIn(definition))
	return {
		quasiIdentifiers: traits,
		isDisclosed: isTold,
		isRepeatDisclosed: (template) => !ofPeople.some((each) => `${template}/`.startsWith(`${each}/`)),
		coarsen: coarsenAnswer,
		askedFor: ({ question: { name } }) =>
			conditions.flatMap((each) =>
				[...each].flatMap(([template, names]) => (names.has(name) ? [template] : [])),
			),
	}
}

/** A number that is worked out can stand for the household, as the one does by which a person is chosen. */
function isQuestionDisclosable(question: Question, { trait, repeat }: KnownQuestion): boolean {
	if (question.sealedTo !== undefined || question.listFrom !== undefined) return false
	if (trait) return repeat === null && canBeQuasiIdentifier(question.type)
	const isAnswered = question.preset === undefined && question.calculation === undefined
	return isAnswered && nonIdentifyingTypes.has(question.type)
}

/** Those whose rows have a trait, or are as many as one says. */
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

/** Telephones and identity cards have more digits. */
const mostDigits = 6

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
			return typeof answer === 'number' && Math.abs(answer) < 10 ** mostDigits
				? inBand(answer, trait?.band)
				: null
	}
}

/** A number as the lower end of its band; what stands for no answer is no number. */
const inBand = (answer: number, band: number | undefined): number =>
	band === undefined || isNoAnswer({ name: String(answer) }) ? answer : Math.floor(answer / band) * band

/** By question, and by rows of a repeat, the names that its own condition and those of the groups around it look at. */
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

/** What others know of the person of a record, in the order of `quasiIdentifiers`; '' for what was not said or is never told. */
export const listQuasiIdentifierValues = (
	traits: readonly KnownQuestion[],
	told: ReadonlyMap<string, Answer>,
): string[] => traits.map(({ template }) => String(told.get(template) ?? ''))

const clusterColumn: PlainColumn = {
	header: 'zila_cluster',
	meaning: 'Number of the cluster in this file; no list says which one it is',
}

/** The weights of each interview by the id of its record: averages of the districts, and people of the districts. */
export type LicensedWeights = ReadonlyMap<string, readonly [average: number, people: number]>

/** With `zila_cluster`, and `zila_district` as strata, a published estimate is found again: docs/decisions/091. */
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

/** What every line of the records' table begins with, in files for others. The first is an id. */
export const othersColumns = (audience: Audience, hasWeights = false): readonly PlainColumn[] => [
	{ header: 'zila_record', meaning: 'Number of the record in this file, the same in all its tables' },
	{ header: 'form_version', meaning: 'Newest version of the form with which the record was written' },
	{ header: 'record_status', meaning: 'submitted or approved' },
	{ header: 'open_cases', meaning: 'Disagreements that nobody has decided; the values here are provisional' },
	{ header: 'zila_district', meaning: 'District, by its code' },
	// twenty interviews are too few for everybody to see which ones lie together
	...(audience === 'researchers' ? [clusterColumn, ...(hasWeights ? weightColumns : [])] : []),
	{
		header: 'zila_hidden',
		meaning: 'What is blank because too few people are alike in it: the columns, with spaces between them',
	},
]

/** The same of a repeat's table. All but the last are ids. */
export const othersRowColumns: readonly PlainColumn[] = [
	{ header: 'zila_record', meaning: 'Number of the record that the row belongs to' },
	{ header: 'row_id', meaning: 'Number of the row in its record' },
	{ header: 'parent_row_id', meaning: 'Number of the row around it, where repeats stand inside repeats' },
	{ header: 'row_number', meaning: 'Place of the row, from 1' },
]
