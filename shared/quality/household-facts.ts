import type { Answer } from '#shared/forms/answers'
import { parseFormAudit } from '#shared/forms/audit'
import { isNoAnswer } from '#shared/forms/no-answer-codes'
import { isSealed } from '#shared/forms/sealed-text'
import { type ExplainedFinding, readFindings } from './explained-findings.ts'
import { factsInRecord, type InterviewFacts } from './interview-facts.ts'
import { isSubstantive, type PackedAnswers, packAnswers } from './packed-answers.ts'
import { type FormMeasures, type RecordMeasures, recordMeasures } from './record-measures.ts'

/** Raised when facts of before say too little: they are taken out of the records again. */
export const factsVersion = 5

/** Degrees north and east. */
export type GeoPoint = readonly [north: number, east: number]

/** What stands in the record of a household, of what the checks of a round ask. */
export interface HouseholdFacts extends FactsInRecord {
	/** Of the form with which it was finished. */
	readonly formVersion: number
	/** ms since 1970, by the server's clock: when the person agreed, or the form was opened; and when it was finished. */
	readonly startedAt: number
	readonly finishedAt: number
	/** How wrong the phone's own clock was when it was finished, as far as the phone or its arrival tells, ms. */
	readonly clockErrorMs: number
	readonly saved?: Saving
}

/** How the phone counted the saving that finished an interview: that is an order, whatever its clock said. */
export interface Saving {
	/** The enrolment of one person on one phone. */
	readonly device: string
	readonly n: number
	/** What the clock said, ms since 1970, as nobody has corrected it. */
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
	/** For a reserve household: the one it stands for. */
	readonly replaces: number | null
	/** Visits that the form logged with the phone's clock; the number that was typed only where it logs none. */
	readonly visit: number
	readonly result: string
	/** Where the phone was, which it knew itself. */
	readonly place: GeoPoint | null
	readonly language: string
	readonly homeLanguage: string
	/** Of each section: ms on the screen, and questions that were there. */
	readonly sections: Readonly<Record<string, readonly [ms: number, questions: number]>>
	/** Choices that are no answer, of so many questions with choices. */
	readonly noAnswers: number
	readonly choices: number
	/** The codes of the six opinions in the order of the form; `-` for none. */
	readonly opinions: string
	/** Of the names below, those that are so. */
	readonly isSo: readonly HouseholdTrait[]
	/** Questions in which "other" was chosen. */
	readonly others: readonly string[]
	/** What is compared between enumerators. */
	readonly measured: RecordMeasures
	/** What was asked after on the phone, with what the interviewer says to it. */
	readonly explained: readonly ExplainedFinding[]
}

const remarks = {
	'heard-tip': (said: ReadAnswerText) => said('heard_tip') === 'yes',
	'heard-som': (said: ReadAnswerText) => said('heard_som') === 'yes',
	'knows-law': (said: ReadAnswerText) => said('law_ptpa') === 'yes' || said('law_psma') === 'yes',
	'knows-help': (said: ReadAnswerText) => said('help_any') === 'yes',
	'saw-message': (said: ReadAnswerText) => said('exp_any') === 'yes',
	decoy: (said: ReadAnswerText) => ticked(said('exp_which')).includes('decoy'),
	small: (said: ReadAnswerText) => said('hh_size') !== '' && Number(said('hh_size')) <= 2,
	'may-recontact': (said: ReadAnswerText) => said('consent_recontact') === 'yes',
	overheard: (said: ReadAnswerText) => ticked(said('present')).some((each) => adults.has(each)),
} as const
export type HouseholdTrait = keyof typeof remarks
/** What the person knows, which interviewers of one district should hear equally often. */
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

/** A phone of ours says less; what another one says is no reason to keep it twice. */
const maxTextLength = 300

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const sectionOf = (path: string): string => path.slice(0, Math.max(0, path.indexOf('/')))

/** `answers` with what is asked only and what is calculated; `paths`: all that the form has. Sealed answers are not read. */
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
	const said: ReadAnswerText = (name) => textOf(named.get(name)).slice(0, maxTextLength)
	const { isComplete, activeMinutes, area, distanceMetres, accuracyMetres, ...more } = factsInRecord(
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
			household: Number(said('hh_no')) || null,
			isReserve: said('is_reserve') === 'yes',
			replaces: Number(said('replaced_hh_no')) || null,
			visit: visitsLogged(said('visits')) || Number(said('visit_no')) || 1,
			result: said('result'),
			place: parseLocation(said('gps')),
			language: said('int_lang'),
			homeLanguage: said('lang_home'),
			sections: sectionsOf(answers.values()),
			noAnswers: chosen.filter(({ codes }) => codes.some((name) => isNoAnswer({ name }))).length,
			choices: chosen.length,
			opinions: opinions.map((name) => said(name) || '-').join(' '),
			isSo: (Object.keys(remarks) as HouseholdTrait[]).filter((remark) => remarks[remark](said)),
			others: chosen.flatMap(({ name, codes }) => (codes.includes(other) ? [name] : [])),
			measured: recordMeasures({ named, inRows, questionMs: questionTimes(answers.values()) }, form),
			explained: readFindings(named.get('checks')) ?? [],
		},
	}
}

const textOf = (answer: Answer | undefined): string =>
	answer === undefined ? '' : typeof answer === 'object' ? answer.join(' ') : String(answer)

/** Null also for one that somebody entered by hand: it says where the house is, not where the phone was. */
export function parseLocation(text: string): GeoPoint | null {
	const [north, east, , , ...byHand] = text.split(' ')
	const place = [Number(north), Number(east)] as const
	return text === '' || byHand.length > 0 || !place.every(Number.isFinite) ? null : place
}

const visitEntry = /(?:^|; )\d+ (\d{4}-\d{2}-\d{2}T\d{2}:\d{2})/g
/** Two entries within the hour are one visit, whatever number was typed. */
const leastBetweenVisitsMs = 3_600_000

/** How many visits the log has, by its times; 0 for no log. An entry: the number that was typed, the time of the phone's clock, what was met. */
export function visitsLogged(log: string): number {
	const times = [...log.matchAll(visitEntry)].map(([, time]) => Date.parse(`${time}Z`)).sort((a, b) => a - b)
	return times.filter((time, i) => i === 0 || time - (times[i - 1] ?? 0) >= leastBetweenVisitsMs).length
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
			// several visits of a household are none of its interview
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
