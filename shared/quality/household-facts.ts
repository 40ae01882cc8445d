import type { Answer } from '#shared/forms/answers'
import { parseFormAudit } from '#shared/forms/form-audit'
import { isNoAnswer } from '#shared/forms/non-response-codes'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { visitsLogged } from '#shared/sample/visits'
import { type ExplainedFinding, readFindings } from './explained-findings.ts'
import { type InterviewFacts, interviewFacts } from './interview-facts.ts'
import { isSubstantive, type PackedAnswers, packAnswers } from './packed-answers.ts'
import { type FormMeasures, type RecordMeasures, recordMeasures } from './record-measures.ts'

/** Version of the extracted facts. Raised when they change: all records are extracted again. */
export const factsVersion = 5

/** Degrees north and east. */
export type GeoPoint = readonly [north: number, east: number]

/** Facts of a household record that the checks of a round need. */
export interface HouseholdFacts extends FactsInRecord {
	/** Form version with which the interview was finished. */
	readonly formVersion: number
	/**
	 * ms since 1970, by the server's clock: when the respondent agreed or the form was opened; `finishedAt`:
	 * when it was finished.
	 */
	readonly startedAt: number
	readonly finishedAt: number
	/** Error of the phone's clock at the finish, ms, as far as the phone reported it or its arrival shows it. */
	readonly clockErrorMs: number
	readonly saved?: Saving
}

/**
 * The saving that finished an interview, as the phone counted it: the counter gives an order that does not
 * depend on the clock.
 */
export interface Saving {
	/** Id of the enrolment of one person on one phone. */
	readonly device: string
	readonly n: number
	/** Uncorrected time of the phone's clock, ms since 1970. */
	readonly clockAt: number
}

type OfMaking = Pick<
	InterviewFacts,
	| 'isComplete'
	| 'activeMinutes'
	| 'area'
	| 'distanceMetres'
	| 'accuracyMetres'
	| 'isPlaceExplained'
	| 'assignedSex'
	| 'gender'
>
export interface FactsInRecord extends OfMaking {
	readonly household: number | null
	readonly isReserve: boolean
	/** Number of the household that a replacement household replaces. */
	readonly replaces: number | null
	/** Visits that the form logged with the phone's clock; the typed number only if the form logs none. */
	readonly visit: number
	readonly result: string
	/** Location measured by the phone; null if it was typed or is absent. */
	readonly place: GeoPoint | null
	readonly language: string
	readonly homeLanguage: string
	/** Time on the screen, ms, and number of visited questions of each section. */
	readonly sections: Readonly<Record<string, readonly [ms: number, questions: number]>>
	/**
	 * Number of select questions answered with a missing-value code, among all `choices` answered select
	 * questions.
	 */
	readonly noAnswers: number
	readonly choices: number
	/** Codes of the six opinion questions in the order of the form; `-` if unanswered. */
	readonly opinions: string
	/** Traits from `remarks` that apply to the household. */
	readonly isSo: readonly HouseholdTrait[]
	/** Names of the questions in which "other" was chosen. */
	readonly others: readonly string[]
	/** Measures that are compared between enumerators. */
	readonly measured: RecordMeasures
	/** Findings on the phone, with the enumerator's explanations. */
	readonly explained: readonly ExplainedFinding[]
}

const remarks = {
	'heard-tip': (answerTo: ReadAnswerText) => answerTo('heard_tip') === 'yes',
	'heard-som': (answerTo: ReadAnswerText) => answerTo('heard_som') === 'yes',
	'knows-law': (answerTo: ReadAnswerText) => answerTo('law_ptpa') === 'yes' || answerTo('law_psma') === 'yes',
	'knows-help': (answerTo: ReadAnswerText) => answerTo('help_any') === 'yes',
	'saw-message': (answerTo: ReadAnswerText) => answerTo('exp_any') === 'yes',
	decoy: (answerTo: ReadAnswerText) => ticked(answerTo('exp_which')).includes('decoy'),
	small: (answerTo: ReadAnswerText) => answerTo('hh_size') !== '' && Number(answerTo('hh_size')) <= 2,
	'may-recontact': (answerTo: ReadAnswerText) => answerTo('consent_recontact') === 'yes',
	overheard: (answerTo: ReadAnswerText) => ticked(answerTo('present')).some((each) => adults.has(each)),
} as const
export type HouseholdTrait = keyof typeof remarks
/** Knowledge questions: enumerators of one district should find the same share. */
export const indicators = [
	'heard-tip',
	'heard-som',
	'knows-law',
	'knows-help',
] as const satisfies HouseholdTrait[]

type ReadAnswerText = (name: string) => string
const ticked = (text: string): string[] => text.split(' ')
const adults: ReadonlySet<string> = new Set(['spouse', 'elder', 'other'])
const opinions = ['a_risk_area', 'a_irreg_ok', 'a_agent_trust', 'a_blame', 'a_police', 'a_danger']
const other = 'other'

/** Our phones write less. A longer text of another client is cut: there is no reason to store it twice. */
const maxTextLength = 300

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const sectionOf = (path: string): string => path.slice(0, Math.max(0, path.indexOf('/')))

/**
 * Extracts the facts from a record. `answers`: entered and calculated answers; `paths`: all questions of the
 * form. Sealed answers are not read.
 */
export function householdFacts(
	answers: ReadonlyMap<string, Answer>,
	paths: Iterable<string>,
	form: FormMeasures = { scales: [opinions] },
): { readonly facts: FactsInRecord; readonly packed: PackedAnswers } {
	const named = new Map<string, Answer>()
	const inRows: [path: string, answer: Answer][] = []
	for (const [path, answer] of answers)
		if (isSealed(answer)) continue
		else if (path.includes('/@')) inRows.push([path, answer])
		else named.set(nameOf(path), answer)
	const answerTo: ReadAnswerText = (name) => textOf(named.get(name)).slice(0, maxTextLength)
	const { isComplete, activeMinutes, area, distanceMetres, accuracyMetres, ...more } = interviewFacts(
		answers,
		paths,
	)
	const chosen = [...named].flatMap(([name, answer]) =>
		isSubstantive(name) && typeof answer !== 'number' ? [{ name, codes: ticked(textOf(answer)) }] : [],
	)
	return {
		packed: packAnswers(named),
		facts: {
			isComplete,
			activeMinutes,
			area,
			distanceMetres,
			accuracyMetres,
			...more,
			household: Number(answerTo('hh_no')) || null,
			isReserve: answerTo('is_reserve') === 'yes',
			replaces: Number(answerTo('replaced_hh_no')) || null,
			visit: visitsLogged(answerTo('visits')) || Number(answerTo('visit_no')) || 1,
			result: answerTo('result'),
			place: parseLocation(answerTo('gps')),
			language: answerTo('int_lang'),
			homeLanguage: answerTo('lang_home'),
			sections: sectionsOf(answers.values()),
			noAnswers: chosen.filter(({ codes }) => codes.some((name) => isNoAnswer({ name }))).length,
			choices: chosen.length,
			opinions: opinions.map((name) => answerTo(name) || '-').join(' '),
			isSo: (Object.keys(remarks) as HouseholdTrait[]).filter((remark) => remarks[remark](answerTo)),
			others: chosen.flatMap(({ name, codes }) => (codes.includes(other) ? [name] : [])),
			measured: recordMeasures({ named, inRows, questionMs: questionTimes(answers.values()) }, form),
			explained: readFindings(named.get('checks')) ?? [],
		},
	}
}

const textOf = (answer: Answer | undefined): string =>
	answer === undefined ? '' : typeof answer === 'object' ? answer.join(' ') : String(answer)

/**
 * Parses a measured location. Null if it is invalid or was typed: a typed one is where the house is, not
 * where the phone was.
 */
export function parseLocation(text: string): GeoPoint | null {
	const [north, east, , , ...byHand] = text.split(' ')
	const place = [Number(north), Number(east)] as const
	return text === '' || byHand.length > 0 || !place.every(Number.isFinite) ? null : place
}

function questionTimes(answers: Iterable<Answer>): number[] {
	const found: number[] = []
	for (const answer of answers)
		for (const [path, { ms, visits, changes }] of parseFormAudit(answer)?.questions ?? [])
			if (visits > 0 && changes > 0 && !path.includes('@') && isTimed(sectionOf(path))) found.push(ms)
	return found
}

function sectionsOf(answers: Iterable<Answer>): FactsInRecord['sections'] {
	const found: Record<string, [number, number]> = {}
	for (const answer of answers)
		for (const [path, { ms, visits }] of parseFormAudit(answer)?.questions ?? []) {
			const section = sectionOf(path)
			// only sections of the interview are timed: several visits to the household are no part of it
			if (visits === 0 || !isTimed(section)) continue
			const [spent, questions] = found[section] ?? [0, 0]
			found[section] = [spent + ms, questions + 1]
		}
	return found
}
const timed = [
	'd_about',
	'e_heard',
	'f_knowledge',
	'g_laws',
	'h_help',
	'i_media',
	'j_opinions',
	'l_reporting',
]
const isTimed = (section: string): boolean => timed.includes(section)
