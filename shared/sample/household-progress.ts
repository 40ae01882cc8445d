import type { Answer } from '#shared/forms/answers'
import { questionTypes } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { type LoggedVisit, parseVisits } from './visits.ts'

/** Progress with one household, from its record. */
export interface HouseholdProgress {
	readonly round: string
	readonly cluster: string
	readonly household: number
	/** 1 to 3 */
	readonly visit: number
	/** Appointment for the next visit, ISO with its offset; '' for none. */
	readonly appointment: string
	/** True if the household has been visited. */
	readonly isVisited: boolean
	/** True if the outcome of the visit requires another one. */
	readonly comesBack: boolean
	/** The final result; '' before there is one. */
	readonly result: string
	/** Household that this one replaces; null if none. */
	readonly replaces: number | null
	/** Log of its visits; absent in rows of earlier versions. */
	readonly visits?: readonly LoggedVisit[]
}

const names = [
	...(['round', 'cluster_id', 'hh_no', 'visit_no', 'contact', 'sel_avail', 'appointment'] as const),
	...(['privacy', 'consent', 'result', 'replaced_hh_no', 'visits'] as const),
] as const
type HouseholdQuestionName = (typeof names)[number]
const wanted: ReadonlySet<string> = new Set(names)

/** Filters the paths of these questions in a form, in whatever group. */
export const listProgressPaths = (paths: Iterable<string>): string[] =>
	[...paths].filter((path) => wanted.has(path.slice(path.lastIndexOf('/') + 1)) && !path.includes('/@'))

/**
 * Reads the progress from `answers`, which are only those that are asked. `isFinal`: the form was finished;
 * the result of a draft can still change. Null as long as the household is not chosen.
 */
export function readHouseholdProgress(
	answers: Iterable<readonly [path: string, answer: Answer]>,
	isFinal: boolean,
): HouseholdProgress | null {
	const found = new Map<string, string>()
	for (const [path, answer] of answers) {
		const name = path.slice(path.lastIndexOf('/') + 1)
		if (wanted.has(name) && !path.includes('/@') && !isSealed(answer))
			found.set(name, questionTypes.text.write(answer))
	}
	const answerTo = (name: HouseholdQuestionName): string => found.get(name) ?? ''
	const household = Number(answerTo('hh_no'))
	if (answerTo('cluster_id') === '' || !Number.isSafeInteger(household) || household < 1) return null
	const isLater = answerTo('sel_avail') === 'later'
	const visits = parseVisits(answerTo('visits'))
	// a logged visit whose contact was deleted is to be made again
	const isContactMissing = answerTo('contact') === '' && visits.length > 0
	return {
		round: answerTo('round'),
		cluster: answerTo('cluster_id'),
		household,
		visit: Number(answerTo('visit_no')) || 1,
		appointment: isLater ? answerTo('appointment') : '',
		isVisited: answerTo('contact') !== '' || isContactMissing,
		comesBack:
			answerTo('consent') === '' &&
			(isLater || isContactMissing || answerTo('contact') === 'nobody' || answerTo('privacy') === 'adult'),
		result: isFinal ? answerTo('result') : '',
		replaces: Number(answerTo('replaced_hh_no')) || null,
		visits,
	}
}

/** Results after which no other household replaces this one. */
export const [completeResult, handedBackResult] = ['complete', 'handed_back']
export const isReturnedToOffice = ({ result }: Pick<HouseholdProgress, 'result'>): boolean =>
	result === handedBackResult

/**
 * Returns that of two records of one household that is further: a completed interview first, else the later
 * of equal ones.
 */
export const furtherOf = <Work extends HouseholdProgress>(earlier: Work | undefined, later: Work): Work =>
	earlier && rankOf(earlier) > rankOf(later) ? earlier : later
const rankOf = ({ result }: HouseholdProgress): number =>
	result === completeResult ? 3 : result === handedBackResult ? 1 : result === '' ? 0 : 2
