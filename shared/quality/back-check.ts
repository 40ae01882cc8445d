import type { Answer } from '#shared/forms/answers'
import { isNoAnswer } from '#shared/forms/non-response-codes'
import { questionTypes } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import type { RoundThresholds } from './round-thresholds.ts'

/** A completed interview that can be drawn for a back-check. */
export interface Checkable {
	readonly record: string
	readonly person: string
	/** Day of the interview in the study's time zone: `2026-11-25`. */
	readonly day: string
}

/** Returns a number in [0, 1) that depends on the record only, so a draw cannot be repeated until it fits. */
function lotOf(record: string): number {
	const [a = 0, b = 0, c = 0, d = 0] = digest(utf8(`back-check ${record}`))
	return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32
}

/**
 * Draws the interviews for back-checks (Q18): a random share of all. If the draw misses all interviews of an
 * enumerator's first days, the one among them with the lowest lot is added.
 */
export function drawBackChecks(
	interviews: readonly Checkable[],
	{ q18Share, q18FirstDays }: Pick<RoundThresholds, 'q18Share' | 'q18FirstDays'>,
): Set<string> {
	const isDrawn = (record: string) => lotOf(record) < q18Share
	const drawn = new Set(interviews.map(({ record }) => record).filter(isDrawn))
	const byPerson = new Map<string, Checkable[]>()
	for (const each of interviews) byPerson.set(each.person, [...(byPerson.get(each.person) ?? []), each])
	for (const theirs of byPerson.values()) {
		const days = [...new Set(theirs.map(({ day }) => day))].sort().slice(0, q18FirstDays)
		const first = theirs.filter(({ day }) => days.includes(day))
		if (first.some(({ record }) => drawn.has(record))) continue
		const [closest] = first.sort((a, b) => lotOf(a.record) - lotOf(b.record))
		if (closest) drawn.add(closest.record)
	}
	return drawn
}

/**
 * Questions that a back-check repeats. Type 1 does not change and everybody remembers it; type 2 hardly
 * changes in two weeks (the types of Innovations for Poverty Action's `bcstats`). `within`: threshold for the
 * largest difference that counts as equal.
 */
const backCheckQuestions = [
	{ type: 1, interview: 'age', check: 'bc_age', within: 'q18AgeYears' },
	{ type: 1, interview: 'edu', check: 'bc_edu', within: null },
	{ type: 2, interview: 'hh_size', check: 'bc_hh_size', within: 'q18HouseholdPeople' },
	{ type: 2, interview: 'phone', check: 'bc_phone', within: null },
	{ type: 2, interview: 'm_radio', check: 'bc_radio', within: null },
] as const
export type CheckedQuestion = (typeof backCheckQuestions)[number]['check'] | 'was_interviewed'

export interface BackCheckComparison {
	/** Name of the question in the back-check form. */
	readonly question: CheckedQuestion
	readonly type: 1 | 2
	/** Code or number; '' for `was_interviewed`, which the interview proves by existing. */
	readonly before: string
	readonly now: string
	readonly isSame: boolean
}

/** Result of one back-check. `compared` is empty if the respondent was not reached. */
export interface BackCheckResult {
	readonly isReached: boolean
	/** Questions with an answer in both forms: "does not know" is no contradiction. */
	readonly compared: readonly BackCheckComparison[]
}

type AnswersByName = Iterable<readonly [path: string, answer: Answer]>

export function compareBackCheck(
	interview: AnswersByName,
	check: AnswersByName,
	thresholds: Pick<RoundThresholds, 'q18AgeYears' | 'q18HouseholdPeople'>,
): BackCheckResult {
	const [before, now] = [namedIn(interview), namedIn(check)]
	if (now.get('reached') !== 'yes') return { isReached: false, compared: [] }
	const was = now.get('was_interviewed') ?? ''
	const known: BackCheckComparison[] =
		was === 'yes' || was === 'no'
			? [{ question: 'was_interviewed', type: 1, before: '', now: was, isSame: was === 'yes' }]
			: []
	return {
		isReached: true,
		compared: [
			...known,
			...backCheckQuestions.flatMap(
				({ type, interview: first, check: second, within }): BackCheckComparison[] => {
					const [a, b] = [before.get(first) ?? '', now.get(second) ?? '']
					if (a === '' || b === '' || isNoAnswer({ name: a }) || isNoAnswer({ name: b })) return []
					const isSame = within === null ? a === b : Math.abs(Number(a) - Number(b)) <= thresholds[within]
					return [{ question: second, type, before: a, now: b, isSame }]
				},
			),
		],
	}
}

/** Returns the answers outside of repeats by question name. */
function namedIn(answers: AnswersByName): Map<string, string> {
	const found = new Map<string, string>()
	for (const [path, answer] of answers)
		if (!path.includes('/@') && !isSealed(answer))
			found.set(path.slice(path.lastIndexOf('/') + 1), questionTypes.text.write(answer))
	return found
}

/** Number of differing answers among the compared ones. */
export interface ErrorRate {
	readonly of: number
	readonly differing: number
}

const typeOneQuestions = 1 + backCheckQuestions.filter(({ type }) => type === 1).length

/**
 * Computes the error rate. A respondent who denies the interview is asked nothing else: all type 1 questions
 * count as wrong.
 */
export function errorRate(checks: readonly BackCheckResult[], type: 1 | 2): ErrorRate {
	let [of, differing] = [0, 0]
	for (const { compared } of checks) {
		const own = compared.filter((each) => each.type === type)
		const isInvented = own.some(({ question, isSame }) => question === 'was_interviewed' && !isSame)
		of += isInvented ? typeOneQuestions : own.length
		differing += isInvented ? typeOneQuestions : own.filter(({ isSame }) => !isSame).length
	}
	return { of, differing }
}

/** True if the error rate exceeds the tolerated one (methods §7, Q18) and enough answers were compared. */
export const isTooHigh = (
	{ of, differing }: ErrorRate,
	type: 1 | 2,
	{ q18MostTypeOne, q18MostTypeTwo, q18LeastAnswers }: RoundThresholds,
): boolean => of >= q18LeastAnswers && differing / of > (type === 1 ? q18MostTypeOne : q18MostTypeTwo)
