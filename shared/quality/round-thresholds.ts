import * as z from 'zod/mini'

const share = z.number().check(z.minimum(0), z.maximum(1))
const many = z.int().check(z.minimum(1), z.maximum(10_000))
const none = z.int().check(z.minimum(0), z.maximum(10_000))
const positive = z.number().check(z.minimum(0.01), z.maximum(1000))

/** From where on the desk asks after something over a round (methods §7). No phone knows these. */
export const roundThresholdsSchema = z.object({
	/** Of one interviewer or a team: fewer say nothing. */
	q00LeastInterviews: many,
	/** Points from which somebody is to be visited; what gives how many stands in `flagKinds`. */
	q00VisitPoints: positive,
	/** Of the median of the district's interviews that took the same way through the form. */
	q03LeastOfMedian: share,
	/** Of an interviewer's interviews: too short. */
	q03MostShort: share,
	/** Too soon after the one before. */
	q04MostSoon: share,
	/** Begun too early or too late. */
	q04MostHours: share,
	q05LeastSeconds: positive,
	q05MostFast: share,
	q06MostFar: share,
	/** Outside of the outline that an administrator brought in: such outlines are drawn roughly. */
	q06OutlineMetres: z.int().check(z.minimum(0), z.maximum(1_000_000)),
	q07NearMetres: positive,
	/** So many interviews at one place, the asked one among them. */
	q07SamePlace: many,
	q07MostSamePlace: share,
	q08MostMissing: share,
	/** Of an enumerator's clusters: interviews much closer together than those of others there. */
	q07MostTight: share,
	/** Chance passes the limit of near duplicates once in so many interviews of the district. */
	q09OnceIn: z.int().check(z.minimum(10), z.maximum(1_000_000)),
	q09LeastItems: many,
	q09MostAlike: share,
	q10MostStraight: share,
	/** Robust standard deviations from the others in the same clusters. */
	q11Deviations: positive,
	/** The same, of the answer that differs most among all answers. */
	q11AnswerDeviations: positive,
	q12TimesTeam: positive,
	q13MostDecoy: share,
	q14Correlation: share,
	q14LeastInterviews: many,
	q16MostOverheard: share,
	q17MostReplaced: share,
	q17Visits: many,
	/** Back-checks: of all interviews, and among the first days of each person in the field. */
	q18Share: share,
	q18FirstDays: none,
	/** So much apart is still the same answer. */
	q18AgeYears: none,
	q18HouseholdPeople: none,
	/** Of the answers that were asked again: more of them differ. */
	q18MostTypeOne: share,
	q18MostTypeTwo: share,
	/** "No" to being asked again, beside the others' odds of it: whom nobody may ask again nobody checks. */
	q18TimesTeam: positive,
	/** Fewer answers say nothing of a person. */
	q18LeastAnswers: many,
	q20MostOther: share,
	q21ClockMinutes: positive,
	/** Of an enumerator's interviews: finished before one that the same phone saved earlier. */
	q21MostClockBack: share,
	/** Of a streamer, from where it was put up. */
	q22MovedMetres: z.int().check(z.minimum(1), z.maximum(100_000)),
	/** Of an operator's calls. */
	q23MostNoGender: share,
	q23MostOther: share,
	q23ShortestSeconds: positive,
	q23MostShort: share,
	/** Between an operator and the matters of the calls: Cramér's V, .3 is a medium one (Cohen 1988); and above chance by so much. */
	q23MixAssociation: share,
	q23MixDeviations: positive,
	q24MostOtherLanguage: share,
})
export type RoundThresholds = z.infer<typeof roundThresholdsSchema>

/** Start values, to be looked at again after the pilot. */
export const startRoundThresholds: RoundThresholds = {
	q00LeastInterviews: 20,
	q00VisitPoints: 4,
	q03LeastOfMedian: 0.4,
	q03MostShort: 0.15,
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
