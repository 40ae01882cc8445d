import type { Answer, Answers } from '#shared/forms/answers'
import { questionTypes } from '#shared/forms/question-types'

/** The forms that coverage counts. */
export const campaignForms = {
	household: 'household',
	focusGroup: 'focus_group',
	keyInformant: 'key_informant',
} as const

/** Where an informant speaks for the whole country: no district, and nobody's. */
export const nationalPlace = 'national'

/** What lists, filters and coverage need to know of a record, whatever form it is. */
export interface RecordFacts {
	readonly round: string | null
	readonly district: string | null
	/** `done`, `refused` or `other` once it is finished; null while nothing says so. */
	readonly outcome: Outcome | null
	/** The sex that the sample assigned (150 men and 150 women a district). */
	readonly sex: 'male' | 'female' | null
	/** e.g. PK607-03 */
	readonly cluster: string | null
	/** When the form was opened, by the phone's clock: the metadata `start`. */
	readonly started: string | null
}
export type Outcome = 'done' | 'refused' | 'other'

const asText = questionTypes.text.write

/** The first answer whose question has that name, in whatever group: forms may move a question between groups. */
function named(answers: Iterable<readonly [string, Answer | null]>, name: string): string | null {
	const ending = `/${name}`
	for (const [path, answer] of answers)
		if (answer !== null && (path === name || path.endsWith(ending)) && !path.includes('/@'))
			return asText(answer)
	return null
}

const outcomes: Readonly<Record<string, (answers: Answers) => Outcome | null>> = {
	/** A household interview counts when it was completed with consent. */
	[campaignForms.household](answers) {
		const result = named(answers, 'result')
		if (result === null) return null
		if (result === 'complete' && named(answers, 'consent') === 'yes') return 'done'
		return result === 'refused' ? 'refused' : 'other'
	},
	[campaignForms.focusGroup]: byConsent('consent_all'),
	[campaignForms.keyInformant]: byConsent('consent'),
}
function byConsent(question: string) {
	return (answers: Answers): Outcome | null => {
		const consent = named(answers, question)
		return consent === null ? null : consent === 'yes' ? 'done' : 'refused'
	}
}

/** The district that some answers name, e.g. those that one revision changed; null if they name none. */
export function districtNamed(answers: Iterable<readonly [string, Answer | null]>): string | null {
	const district = named(answers, 'district')
	return district === nationalPlace ? null : district
}

/** `answers` with the calculated ones. */
export function recordFacts(form: string, answers: Answers): RecordFacts {
	const sex = named(answers, 'assigned_sex')
	return {
		round: named(answers, 'round'),
		district: named(answers, 'district'),
		outcome: outcomes[form]?.(answers) ?? null,
		sex: sex === 'male' || sex === 'female' ? sex : null,
		cluster: named(answers, 'cluster_id'),
		started: named(answers, 'start'),
	}
}
