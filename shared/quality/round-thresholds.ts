import * as z from 'zod/mini'

const share = z.number().check(z.minimum(0), z.maximum(1))
const many = z.int().check(z.minimum(1), z.maximum(10_000))
const none = z.int().check(z.minimum(0), z.maximum(10_000))
const positive = z.number().check(z.minimum(0.01), z.maximum(1000))

/** Thresholds of the checks that the server makes over a round (methods §7). Phones do not know these. */
export const roundThresholdsSchema = z.object({
	/** Minimum interviews of an enumerator or a team to be judged. */
	q00LeastInterviews: many,
	/** Points from which an enumerator is to be visited; `flagKinds` has the severities that give points. */
	q00VisitPoints: positive,
	/** Minimum share of the median duration of the district's interviews with the same path through the form. */
	q03LeastOfMedian: share,
	/** Maximum share of an enumerator's interviews that are too short. */
	q03MostShort: share,
	/** Maximum minutes during which two interviews of an enumerator may run at the same time. */
	q04OverlapMinutes: positive,
	/** Maximum share that began too soon after the previous one. */
	q04MostSoon: share,
	/** Maximum share that began too early or too late in the day. */
	q04MostHours: share,
	q05LeastSeconds: positive,
	q05MostFast: share,
	q06MostFar: share,
	/** Tolerance outside of the district boundary, metres: imported boundaries are drawn roughly. */
	q06OutlineMetres: z.int().check(z.minimum(0), z.maximum(1_000_000)),
	q07NearMetres: positive,
	/** Number of interviews at one place that is flagged, including the checked one. */
	q07SamePlace: many,
	q07MostSamePlace: share,
	q08MostMissing: share,
	/**
	 * Maximum relative closeness of an enumerator's interviews within clusters, compared with the others there.
	 */
	q07MostTight: share,
	/** Chance exceeds the limit of near duplicates once in this many interviews of the district. */
	q09OnceIn: z.int().check(z.minimum(10), z.maximum(1_000_000)),
	q09LeastItems: many,
	q09MostAlike: share,
	q10MostStraight: share,
	/** Robust standard deviations from the others in the same clusters. */
	q11Deviations: positive,
	/** Robust standard deviations of the answer that differs most. */
	q11AnswerDeviations: positive,
	q12TimesTeam: positive,
	q13MostDecoy: share,
	q14Correlation: share,
	q14LeastInterviews: many,
	q16MostOverheard: share,
	q17MostReplaced: share,
	q17Visits: many,
	/**
	 * Share of interviews that are back-checked; `q18FirstDays`: days of each enumerator from which at least one
	 * is drawn.
	 */
	q18Share: share,
	q18FirstDays: none,
	/** Largest difference that counts as the same answer. */
	q18AgeYears: none,
	q18HouseholdPeople: none,
	/** Maximum share of differing answers in back-checks, for questions of type 1 and type 2. */
	q18MostTypeOne: share,
	q18MostTypeTwo: share,
	/**
	 * Maximum odds of refused re-contact, relative to the others' odds: without consent to re-contact there is
	 * no back-check.
	 */
	q18TimesTeam: positive,
	/** Minimum back-checked answers of an enumerator to be judged. */
	q18LeastAnswers: many,
	q20MostOther: share,
	q21ClockMinutes: positive,
	/**
	 * Maximum share of an enumerator's interviews that finished before one that the same phone saved earlier.
	 */
	q21MostClockBack: share,
	/** Maximum distance, metres, of a streamer from where it was placed. */
	q22MovedMetres: z.int().check(z.minimum(1), z.maximum(100_000)),
	/** Maximum share of an operator's calls without a gender. */
	q23MostNoGender: share,
	q23MostOther: share,
	q23ShortestSeconds: positive,
	q23MostShort: share,
	/**
	 * Maximum association between an operator and the matters of the calls: Cramér's V, .3 is a medium one
	 * (Cohen 1988); `q23MixDeviations`: minimum standard deviations above chance.
	 */
	q23MixAssociation: share,
	q23MixDeviations: positive,
	q24MostOtherLanguage: share,
})
export type RoundThresholds = z.infer<typeof roundThresholdsSchema>

/** Default values, to be revised after the pilot. */
export const startRoundThresholds: RoundThresholds = {
	q00LeastInterviews: 20,
	q00VisitPoints: 4,
	q03LeastOfMedian: 0.4,
	q03MostShort: 0.15,
	q04OverlapMinutes: 5,
	q04MostSoon: 0.15,
	q04MostHours: 0.15,
	q05LeastSeconds: 2,
	q05MostFast: 0.15,
	q06MostFar: 0.25,
	q06OutlineMetres: 3000,
	q07NearMetres: 10,
	q07SamePlace: 3,
	q07MostSamePlace: 0.1,
	q08MostMissing: 0.1,
	q07MostTight: 0.65,
	q09OnceIn: 2000,
	q09LeastItems: 45,
	q09MostAlike: 0.05,
	q10MostStraight: 0.1,
	q11Deviations: 2.75,
	q11AnswerDeviations: 5.5,
	q12TimesTeam: 3,
	q13MostDecoy: 0.15,
	q14Correlation: 0.1,
	q14LeastInterviews: 25,
	q16MostOverheard: 0.2,
	q17MostReplaced: 0.15,
	q17Visits: 3,
	q18Share: 0.1,
	q18FirstDays: 3,
	q18AgeYears: 1,
	q18HouseholdPeople: 1,
	q18MostTypeOne: 0.1,
	q18MostTypeTwo: 0.2,
	q18TimesTeam: 3,
	q18LeastAnswers: 6,
	q20MostOther: 0.05,
	q21ClockMinutes: 5,
	q21MostClockBack: 0.05,
	q22MovedMetres: 500,
	q23MostNoGender: 0.2,
	q23MostOther: 0.2,
	q23ShortestSeconds: 10,
	q23MostShort: 0.1,
	q23MixAssociation: 0.3,
	q23MixDeviations: 3,
	q24MostOtherLanguage: 0.3,
}

export const changedRoundThresholdsSchema = z.partial(roundThresholdsSchema)
export type ChangedRoundThresholds = z.infer<typeof changedRoundThresholdsSchema>
export const roundThresholdsWith = (changed: ChangedRoundThresholds = {}): RoundThresholds =>
	roundThresholdsSchema.parse({ ...startRoundThresholds, ...changed })
