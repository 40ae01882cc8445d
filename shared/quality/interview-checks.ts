import type { InterviewFacts } from './interview-facts.ts'
import type { Severity } from './severity.ts'
import type { Thresholds } from './thresholds.ts'

/** A quality finding about one interview; there may be a good reason for it. */
export interface InterviewFinding {
	readonly kind: InterviewFindingKind
	/** Found value and its limit: minutes, metres, a number or an hour of the day, a version, a sex. */
	readonly found: number | string
	readonly limit: number | string
}

/** Number of the check in methods §7, usual severity, and the reasons that are offered to the enumerator. */
export const interviewFindingKinds = {
	'old-form': { check: 'Q01', severity: 'low', reasons: ['no-network', 'begun-before'] },
	short: { check: 'Q03', severity: 'high', reasons: ['few-questions', 'quick-person', 'paper-first'] },
	long: { check: 'Q03', severity: 'low', reasons: ['interrupted', 'slow-person', 'left-open'] },
	soon: { check: 'Q04', severity: 'medium', reasons: ['next-door', 'several-prepared'] },
	many: { check: 'Q04', severity: 'medium', reasons: ['next-door', 'long-day'] },
	hour: { check: 'Q04', severity: 'low', reasons: ['person-wished', 'long-day'] },
	far: { check: 'Q06', severity: 'medium', reasons: ['house-apart', 'met-elsewhere', 'centre-wrong'] },
	vague: { check: 'Q08', severity: 'low', reasons: ['indoors', 'mountains', 'phone-weak'] },
	'no-place': { check: 'Q08', severity: 'low', reasons: ['indoors', 'phone-weak', 'not-wished'] },
	'other-sex': { check: 'Q15', severity: 'medium', reasons: ['person-says', 'line-wrong'] },
} as const satisfies Readonly<
	Record<
		string,
		{ readonly check: `Q${string}`; readonly severity: Severity; readonly reasons: readonly string[] }
	>
>
export type InterviewFindingKind = keyof typeof interviewFindingKinds
export type InterviewFindingReason = (typeof interviewFindingKinds)[InterviewFindingKind]['reasons'][number]

/** Findings about the circumstances of an interview, not about its answers. */
export const circumstanceKinds: ReadonlySet<InterviewFindingKind> = new Set([
	'old-form',
	'short',
	'long',
	'soon',
	'many',
])

/**
 * Returns the maximum distance in metres between an interview and its cluster centre (Q06). Null if the type
 * of area is unknown.
 */
export function farthestFrom(
	area: string | null,
	{ q06UrbanMetres, q06RuralMetres }: Pick<Thresholds, 'q06UrbanMetres' | 'q06RuralMetres'>,
): number | null {
	if (area === null) return null
	return area === 'urban' ? q06UrbanMetres : q06RuralMetres
}

type InterviewCheck = (facts: InterviewFacts, thresholds: Thresholds) => InterviewFinding | null

const minutesBetween = (from: number, to: number): number => (to - from) / 60_000
const hourOf = ({ startedAt, offsetMinutes }: InterviewFacts): number | null =>
	offsetMinutes === null ? null : new Date(startedAt + offsetMinutes * 60_000).getUTCHours()

const checks: readonly InterviewCheck[] = [
	function formVersion({ formVersion: used, newestVersion }) {
		return newestVersion !== null && used < newestVersion
			? { kind: 'old-form', found: used, limit: newestVersion }
			: null
	},
	function duration({ isComplete, activeMinutes }, { q03ShortestMinutes, q03LongestMinutes }) {
		if (!isComplete || activeMinutes === null) return null
		const found = Math.round(activeMinutes)
		if (activeMinutes < q03ShortestMinutes) return { kind: 'short', found, limit: q03ShortestMinutes }
		return activeMinutes > q03LongestMinutes ? { kind: 'long', found, limit: q03LongestMinutes } : null
	},
	function afterTheOneBefore({ isComplete, lastFinishedAt, startedAt }, { q04LeastMinutesBetween: limit }) {
		if (!isComplete || lastFinishedAt === null) return null
		const between = minutesBetween(lastFinishedAt, startedAt)
		// an interview that was begun before the other was finished says nothing about the time between them
		return between >= 0 && between < limit ? { kind: 'soon', found: Math.round(between), limit } : null
	},
	function onOneDay({ isComplete, finishedThatDay }, { q04MostADay: limit }) {
		if (finishedThatDay === null) return null
		const found = finishedThatDay + 1
		return isComplete && found > limit ? { kind: 'many', found, limit } : null
	},
	function timeOfDay(facts, { q04EarliestHour, q04LatestHour }) {
		const found = hourOf(facts)
		if (!facts.isComplete || found === null || (found >= q04EarliestHour && found < q04LatestHour))
			return null
		return { kind: 'hour', found, limit: found < q04EarliestHour ? q04EarliestHour : q04LatestHour }
	},
	function place({ area, distanceMetres }, thresholds) {
		const limit = farthestFrom(area, thresholds)
		return distanceMetres !== null && limit !== null && distanceMetres > limit
			? { kind: 'far', found: Math.round(distanceMetres), limit }
			: null
	},
	function accuracy({ accuracyMetres, isPlaceExplained }, { q08VaguestMetres: limit }) {
		if (accuracyMetres === null || isPlaceExplained) return null
		if (accuracyMetres === 'none') return { kind: 'no-place', found: '', limit }
		return accuracyMetres > limit ? { kind: 'vague', found: accuracyMetres, limit } : null
	},
	function sexRule({ isComplete, assignedSex, gender }) {
		const isOther = gender === 'male' || gender === 'female'
		return isComplete && isOther && assignedSex !== null && gender !== assignedSex
			? { kind: 'other-sex', found: gender, limit: assignedSex }
			: null
	},
]

/** Returns all findings about an interview, in the order of the checks. */
export const checkInterview = (facts: InterviewFacts, thresholds: Thresholds): InterviewFinding[] =>
	checks.flatMap((check) => check(facts, thresholds) ?? [])
