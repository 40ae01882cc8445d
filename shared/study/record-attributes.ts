import type { Answer, Answers } from '#shared/forms/answers'
import { questionTypes } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { isReturnedToOffice } from '../sample/household-progress.ts'
import { type Disposition, dispositionOf } from './disposition.ts'

/** The forms that coverage counts. */
export const coverageForms = {
	household: 'household',
	focusGroup: 'focus_group',
	keyInformant: 'key_informant',
} as const

/** A second, short interview about an interview; coverage does not count it. */
export const backCheckForm = 'back_check'

/** Log of materials that were put up, handed out or broadcast; coverage does not count it. */
export const materialForm = 'material'

/** The helpline's log: its readers are others than those of the survey. */
export const helplineForm = 'helpline'

/** District of an informant who speaks for the whole country: it belongs to no district. */
export const nationalDistrict = 'national'

/** Facts of a record that lists, filters and coverage need, for any form. */
export interface RecordFacts {
	readonly round: string | null
	readonly district: string | null
	/** `done`, `refused` or `other` once it is finished; null if that is unknown. */
	readonly outcome: RecordOutcome | null
	/** Disposition of a household; null for other forms, and before a final result. */
	readonly disposition: Disposition | null
	/** The sex that the sample assigned (150 men and 150 women a district). */
	readonly sex: 'male' | 'female' | null
	/** e.g. PK607-03 */
	readonly cluster: string | null
	/** When the form was opened, by the phone's clock: the metadata `start`. */
	readonly started: string | null
}
export type RecordOutcome = 'done' | 'refused' | 'other'

const asText = questionTypes.text.write

const names = [
	'assigned_sex',
	'cluster_id',
	'consent',
	'consent_all',
	'contact',
	'district',
	'ended',
	'result',
	'round',
	'sel_avail',
	'start',
] as const
type AttributeQuestionName = (typeof names)[number]
const wanted: ReadonlySet<string> = new Set(names)
type AnswersByQuestionName = Partial<Record<AttributeQuestionName, string>>

/**
 * Returns the first answer for each question name, in whatever group: forms may move a question between
 * groups.
 */
function named(answers: Iterable<readonly [string, Answer | null]>): AnswersByQuestionName {
	const found: AnswersByQuestionName = {}
	for (const [path, answer] of answers) {
		const name = path.slice(path.lastIndexOf('/') + 1) as AttributeQuestionName
		if (answer === null || !wanted.has(name) || found[name] !== undefined || path.includes('/@')) continue
		// a sealed answer is unreadable without its key
		if (!isSealed(answer)) found[name] = asText(answer)
	}
	return found
}

const outcomes: Readonly<Record<string, (answers: AnswersByQuestionName) => RecordOutcome | null>> = {
	/** A household interview counts when it was completed with consent. */
	[coverageForms.household]({ result, consent }) {
		// a household that was returned to the office is finished by another enumerator
		if (result === undefined || isReturnedToOffice({ result })) return null
		if (result === 'complete' && consent === 'yes') return 'done'
		return result === 'refused' ? 'refused' : 'other'
	},
	[coverageForms.focusGroup]: byConsent('consent_all'),
	[coverageForms.keyInformant]: byConsent('consent'),
}
function byConsent(question: AttributeQuestionName) {
	return ({ [question]: consent, ended = 'complete' }: AnswersByQuestionName): RecordOutcome | null => {
		if (ended !== 'complete') return 'other'
		return consent === undefined ? null : consent === 'yes' ? 'done' : 'refused'
	}
}

/** Returns the district that one revision sets. Null if it sets none. */
export function districtNamed(set: Readonly<Record<string, Answer | null>>): string | null {
	// called for every revision that arrives, so the search is narrowed first
	const paths = Object.keys(set).filter((path) => path.endsWith('district'))
	const { district = null } = named(paths.map((path) => [path, set[path] ?? null]))
	return district === nationalDistrict ? null : district
}

/** Reads the facts of a record; `answers` include the calculated ones. */
export function recordFacts(form: string, answers: Answers): RecordFacts {
	const answersByName = named(answers)
	const { assigned_sex: sex } = answersByName
	return {
		round: answersByName.round ?? null,
		district: answersByName.district ?? null,
		outcome: outcomes[form]?.(answersByName) ?? null,
		disposition: form === coverageForms.household ? dispositionOf(answersByName) : null,
		sex: sex === 'male' || sex === 'female' ? sex : null,
		cluster: answersByName.cluster_id ?? null,
		started: answersByName.start ?? null,
	}
}
