import type { Answer } from '#shared/forms/answers'
import { parseFormAudit } from '#shared/forms/form-audit'
import { questionTypes } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'

/** Circumstances of an interview, from its record and its phone. Null: unknown, and not checked. */
export interface InterviewFacts {
	/** True if the respondent agreed and was interviewed to the end. */
	readonly isComplete: boolean
	/** Minutes during which the form was open and on the screen. */
	readonly activeMinutes: number | null
	readonly formVersion: number
	readonly newestVersion: number | null
	/** ms since 1970. */
	readonly startedAt: number
	/** Minutes east of UTC in which days are counted. Null: the hour and day of the interview are unknown. */
	readonly offsetMinutes: number | null
	/** Finish of the enumerator's previous interview, ms since 1970. */
	readonly lastFinishedAt: number | null
	/** Interviews that the enumerator finished before on the same day. */
	readonly finishedThatDay: number | null
	readonly area: 'urban' | 'rural' | null
	/** Distance from the cluster centre. */
	readonly distanceMetres: number | null
	/** Accuracy of the location in metres. Null if it was typed, `none` if there is no location. */
	readonly accuracyMetres: number | 'none' | null
	/** True if the form has a reason for the missing or inaccurate location. */
	readonly isPlaceExplained: boolean
	readonly assignedSex: string | null
	readonly gender: string | null
}

const names = [
	...(['area', 'assigned_sex', 'gender', 'gps', 'gps_distance', 'gps_reason', 'consent', 'result'] as const),
] as const
type InterviewFactQuestion = (typeof names)[number]
const wanted: ReadonlySet<string> = new Set(names)
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Extracts the facts from a record. `answers`: entered answers; `paths`: all questions of the form. */
export function interviewFacts(
	answers: Iterable<readonly [path: string, answer: Answer]>,
	paths: Iterable<string>,
): Omit<
	InterviewFacts,
	'formVersion' | 'newestVersion' | 'startedAt' | 'offsetMinutes' | 'lastFinishedAt' | 'finishedThatDay'
> {
	const found = new Map<string, string>()
	let activeMinutes: number | null = null
	for (const [path, answer] of answers) {
		const audit = parseFormAudit(answer)
		if (audit) activeMinutes = audit.ms / 60_000
		const name = nameOf(path)
		if (wanted.has(name) && !path.includes('/@') && !isSealed(answer))
			found.set(name, questionTypes.text.write(answer))
	}
	const answerTo = (name: InterviewFactQuestion): string | null => found.get(name) || null
	const area = answerTo('area')
	const distance = answerTo('gps_distance')
	const [, , , accuracy, ...byHand] = answerTo('gps')?.split(' ') ?? []
	return {
		isComplete: answerTo('consent') === 'yes' && answerTo('result') === 'complete',
		activeMinutes,
		area: area === 'urban' || area === 'rural' ? area : null,
		distanceMetres: distance === null ? null : Number(distance),
		accuracyMetres:
			accuracy === undefined
				? hasLocationQuestion(paths)
					? 'none'
					: null
				: byHand.length > 0
					? null
					: Number(accuracy),
		isPlaceExplained: answerTo('gps_reason') !== null,
		assignedSex: answerTo('assigned_sex'),
		gender: answerTo('gender'),
	}
}

function hasLocationQuestion(paths: Iterable<string>): boolean {
	for (const path of paths) if (nameOf(path) === 'gps') return true
	return false
}
