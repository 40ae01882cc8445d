import * as z from 'zod/mini'

const share = z.number().check(z.minimum(0), z.maximum(1))
const many = z.int().check(z.minimum(1), z.maximum(10_000))
const none = z.int().check(z.minimum(0), z.maximum(10_000))
const positive = z.number().check(z.minimum(0.01), z.maximum(1000))

/**
 * Thresholds of the checks that the server makes over a round (methods §7), each with its default, to be revised after
 * the pilot. Phones do not know these.
 */
const roundThresholds = {
	/** Minimum interviews of an enumerator or a team to be judged. */
	q00LeastInterviews: [many, 20],
	/** Points from which an enumerator is to be visited; `flagKinds` has the severities that give points. */
	q00VisitPoints: [positive, 4],
	/** Minimum share of the median duration of the district's interviews with the same path through the form. */
	q03LeastOfMedian: [share, 0.4],
	/** Maximum share of an enumerator's interviews that are too short. */
	q03MostShort: [share, 0.15],
	/** Maximum minutes during which two interviews of an enumerator may run at the same time. */
	q04OverlapMinutes: [positive, 5],
	/** Maximum share that began too soon after the previous one. */
	q04MostSoon: [share, 0.15],
	/** Maximum share that began too early or too late in the day. */
	q04MostHours: [share, 0.15],
	q05LeastSeconds: [positive, 2],
	q05MostFast: [share, 0.15],
	q06MostFar: [share, 0.25],
	/** Tolerance outside of the district boundary, metres: imported boundaries are drawn roughly. */
	q06OutlineMetres: [z.int().check(z.minimum(0), z.maximum(1_000_000)), 3000],
	q07NearMetres: [positive, 10],
	/** Number of interviews at one place that is flagged, including the checked one. */
	q07SamePlace: [many, 3],
	q07MostSamePlace: [share, 0.1],
	q08MostMissing: [share, 0.1],
	/**
	 * Maximum relative closeness of an enumerator's interviews within clusters, compared with the others there.
	 */
	q07MostTight: [share, 0.65],
	/** Chance exceeds the limit of near duplicates once in this many interviews of the district. */
	q09OnceIn: [z.int().check(z.minimum(10), z.maximum(1_000_000)), 2000],
	q09LeastItems: [many, 45],
	q09MostAlike: [share, 0.05],
	q10MostStraight: [share, 0.1],
	/** Robust standard deviations from the others in the same clusters. */
	q11Deviations: [positive, 2.75],
	/** Robust standard deviations of the answer that differs most. */
	q11AnswerDeviations: [positive, 5.5],
	q12TimesTeam: [positive, 3],
	q13MostDecoy: [share, 0.15],
	q14Correlation: [share, 0.1],
	q14LeastInterviews: [many, 25],
	q16MostOverheard: [share, 0.2],
	q17MostReplaced: [share, 0.15],
	q17Visits: [many, 3],
	/**
	 * Share of interviews that are back-checked; `q18FirstDays`: days of each enumerator from which at least one
	 * is drawn.
	 */
	q18Share: [share, 0.1],
	q18FirstDays: [none, 3],
	/** Largest difference that counts as the same answer. */
	q18AgeYears: [none, 1],
	q18HouseholdPeople: [none, 1],
	/** Maximum share of differing answers in back-checks, for questions of type 1 and type 2. */
	q18MostTypeOne: [share, 0.1],
	q18MostTypeTwo: [share, 0.2],
	/**
	 * Maximum odds of refused re-contact, relative to the others' odds: without consent to re-contact there is
	 * no back-check.
	 */
	q18TimesTeam: [positive, 3],
	/** Minimum back-checked answers of an enumerator to be judged. */
	q18LeastAnswers: [many, 6],
	q20MostOther: [share, 0.05],
	q21ClockMinutes: [positive, 5],
	/**
	 * Maximum share of an enumerator's interviews that finished before one that the same phone saved earlier.
	 */
	q21MostClockBack: [share, 0.05],
	/** Maximum distance, metres, of a streamer from where it was placed. */
	q22MovedMetres: [z.int().check(z.minimum(1), z.maximum(100_000)), 500],
	/** Maximum share of an operator's calls without a gender. */
	q23MostNoGender: [share, 0.2],
	q23MostOther: [share, 0.2],
	q23ShortestSeconds: [positive, 10],
	q23MostShort: [share, 0.1],
	/**
	 * Maximum association between an operator and the matters of the calls: Cramér's V, .3 is a medium one
	 * (Cohen 1988); `q23MixDeviations`: minimum standard deviations above chance.
	 */
	q23MixAssociation: [share, 0.3],
	q23MixDeviations: [positive, 3],
	q24MostOtherLanguage: [share, 0.3],
} as const
type ThresholdName = keyof typeof roundThresholds

const eachThreshold = <Value>(pick: (name: ThresholdName) => Value) =>
	Object.fromEntries((Object.keys(roundThresholds) as ThresholdName[]).map((name) => [name, pick(name)]))

export const roundThresholdsSchema = z.object(
	eachThreshold((name) => roundThresholds[name][0]) as {
		[Name in ThresholdName]: (typeof roundThresholds)[Name][0]
	},
)
export type RoundThresholds = z.infer<typeof roundThresholdsSchema>

export const startRoundThresholds = eachThreshold((name) => roundThresholds[name][1]) as RoundThresholds

export const changedRoundThresholdsSchema = z.partial(roundThresholdsSchema)
export type ChangedRoundThresholds = z.infer<typeof changedRoundThresholdsSchema>
export const roundThresholdsWith = (changed: ChangedRoundThresholds = {}): RoundThresholds =>
	roundThresholdsSchema.parse({ ...startRoundThresholds, ...changed })
