import { type FlaggedInterview, hasFlag } from './checked-interview.ts'
import { oneSpot } from './interview-flags.ts'

/** Returns true if the interview has the property; null if it does not count. */
type Counts = (interview: FlaggedInterview) => boolean | null

const ofComplete =
	(counts: Counts): Counts =>
	(interview) =>
		interview.isComplete ? counts(interview) : null
const flagged = (...kinds: Parameters<typeof hasFlag>[1][]): Counts =>
	ofComplete((interview) => hasFlag(interview, ...kinds))

/** Shares of interviews, in the order of an enumerator's scorecard. */
export const measures = {
	short: ofComplete((interview) =>
		interview.activeMinutes === null ? null : hasFlag(interview, 'short', 'short-for-path'),
	),
	soon: flagged('soon'),
	'odd-hour': flagged('hour'),
	fast: ofComplete((interview) =>
		Object.keys(interview.sections).length === 0 ? null : hasFlag(interview, 'fast-section'),
	),
	far: ofComplete((interview) => (interview.distanceMetres === null ? null : hasFlag(interview, 'far'))),
	'same-place': ofComplete((interview) =>
		interview.place === null
			? null
			: interview.flags.some(({ kind, item }) => kind === 'same-place' && item === oneSpot),
	),
	'no-place': ofComplete(({ accuracyMetres }) => accuracyMetres === 'none'),
	alike: flagged('alike'),
	straight: flagged('straight'),
	'clock-back': flagged('clock-back'),
	'not-heard': ofComplete(({ isSo }) => !isSo.includes('heard-tip') && !isSo.includes('heard-som')),
	'no-message': ofComplete(({ isSo }) => !isSo.includes('saw-message')),
	'small-household': ofComplete(({ isSo }) => isSo.includes('small')),
	decoy: ofComplete(({ isSo }) => isSo.includes('decoy')),
	replaced: ofComplete(({ isReserve }) => isReserve),
	'other-language': ofComplete(({ language, homeLanguage }) =>
		language === '' || homeLanguage === '' ? null : language !== homeLanguage,
	),
	'no-recontact': ofComplete(({ isSo }) => !isSo.includes('may-recontact')),
	overheard: ofComplete(({ isSo }) => isSo.includes('overheard')),
} as const satisfies Readonly<Record<string, Counts>>
export type Measure = keyof typeof measures
export const measureNames = Object.keys(measures) as Measure[]

export interface Proportion {
	readonly so: number
	readonly of: number
}
export function computeProportion(interviews: readonly FlaggedInterview[], measure: Measure): Proportion {
	let [so, of] = [0, 0]
	for (const interview of interviews) {
		const counts = measures[measure](interview)
		if (counts === null) continue
		of++
		if (counts) so++
	}
	return { so, of }
}

/** Counts the missing-value codes among all answered select questions. */
export function noAnswersOf(interviews: readonly FlaggedInterview[]): Proportion {
	const complete = interviews.filter(({ isComplete }) => isComplete)
	const sum = (of: (interview: FlaggedInterview) => number) =>
		complete.reduce((total, interview) => total + of(interview), 0)
	return { so: sum(({ noAnswers }) => noAnswers), of: sum(({ choices }) => choices) }
}

/** Counts over an enumerator's interviews, by measure. */
export type MeasureCounts = Readonly<Record<Measure | 'no-answer', Proportion>>
export const countMeasures = (interviews: readonly FlaggedInterview[]): MeasureCounts => ({
	...(Object.fromEntries(
		measureNames.map((measure) => [measure, computeProportion(interviews, measure)]),
	) as Record<Measure, Proportion>),
	'no-answer': noAnswersOf(interviews),
})
/** Adds the counts of several enumerators. */
export const sumMeasure = (all: readonly MeasureCounts[], measure: keyof MeasureCounts): Proportion => ({
	so: all.reduce((sum, each) => sum + each[measure].so, 0),
	of: all.reduce((sum, each) => sum + each[measure].of, 0),
})

export const partOf = ({ so, of }: Proportion): number => (of === 0 ? 0 : so / of)

const z = 1.96
/** Returns Wilson's 95 % interval: it stays between 0 and 1 for few interviews too. */
export function intervalOf({ so, of }: Proportion): readonly [low: number, high: number] {
	if (of === 0) return [0, 1]
	const p = so / of
	const middle = p + (z * z) / (2 * of)
	const half = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
	const whole = 1 + (z * z) / of
	return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)]
}
