import * as z from 'zod/mini'
import type { EstimateDifference, JudgedChange } from '../statistics/change.ts'
import type { Estimate } from '../statistics/estimate.ts'
import { breakdownNames } from './breakdowns.ts'

const code = z.string().check(z.maxLength(40))
const texts = z.record(z.string(), z.string())

/** Weights of the estimates. `none`: all interviews count the same; such estimates are provisional (R8). */
export const weightVersions = ['none', 'average-of-the-districts', 'people-of-the-districts'] as const
/** Default weights (methods §4). A round without weights is published unweighted, and marked as such. */
export const defaultWeightVersion = 'average-of-the-districts'

export const estimatesRequestSchema = z.object({
	round: code,
	by: z.enum(breakdownNames as [string, ...string[]] as typeof breakdownNames & [string]),
	weights: z._default(z.enum(weightVersions), defaultWeightVersion),
	/** Second breakdown of each group. */
	within: z.optional(z.enum(breakdownNames as [string, ...string[]] as typeof breakdownNames & [string])),
})

/**
 * A published share (0 to 1) or mean, with the values that always accompany it (R9). A suppressed one has no
 * values.
 */
export const publishedEstimateSchema = z.object({
	/**
	 * Interviews in the base, unweighted, and their clusters. Null if the group is suppressed and this indicator
	 * counts fewer of it than others: a base of six among twelve would disclose the suppressed share.
	 */
	n: z.nullable(z.int()),
	clusters: z.nullable(z.int()),
	/** Null if suppressed. */
	value: z.nullable(z.number()),
	/**
	 * Reason of suppression: no interview of the round was asked one of its questions; fewer than 30 interviews
	 * or 5 clusters; or secondary suppression, to protect a value with too few.
	 */
	suppression: z.nullable(z.enum(['not-asked', 'too-few', 'withheld'])),
	interval: z.nullable(z.object({ low: z.number(), high: z.number() })),
	se: z.nullable(z.number()),
	df: z.int(),
	deff: z.nullable(z.number()),
	/**
	 * Origin of the design effect for a share of 0 or 1, which has none of its own: that of all groups together,
	 * or 1.
	 */
	deffIs: z.enum(['own', 'neighbour', 'assumed']),
	/** True if the interval has more than 10 points on either side. */
	isWide: z.boolean(),
	/** True if a stratum with one cluster was merged with its neighbour. */
	isMerged: z.boolean(),
})
export type PublishedEstimate = z.infer<typeof publishedEstimateSchema>

/** Secondary suppression of an estimate that has enough interviews. */
export interface Suppression {
	readonly isSuppressed: boolean
	/** True if the base is suppressed too. */
	readonly isBaseSuppressed: boolean
}

/** An indicator with a question that was asked in no interview of the round: neither "no" nor a share. */
const notAskedEstimate: PublishedEstimate = {
	n: null,
	clusters: null,
	value: null,
	suppression: 'not-asked',
	interval: null,
	se: null,
	df: 0,
	deff: null,
	deffIs: 'own',
	isWide: false,
	isMerged: false,
}

/** Returns the estimate with everything removed that disclosure control suppresses. */
export const toPublishedEstimate = (
	estimate: Estimate,
	{ isSuppressed, isBaseSuppressed }: Suppression = noSuppression,
	wasAsked = true,
): PublishedEstimate => {
	if (!wasAsked) return notAskedEstimate
	const { n, clusters, df, isMerged } = isBaseSuppressed
		? { n: null, clusters: null, df: 0, isMerged: false }
		: estimate
	// a suppressed base must not show whether few of it count
	const isTooFew = isBaseSuppressed ? !isSuppressed : estimate.isTooFew
	const suppressionReason = isTooFew ? 'too-few' : isSuppressed ? 'withheld' : null
	// an absent design effect would disclose that all answers were yes, or none
	const { value, interval, se, deff, deffIs, isWide } = suppressionReason
		? { value: null, interval: null, se: null, deff: null, deffIs: 'own' as const, isWide: false }
		: estimate
	return {
		n,
		clusters,
		df,
		deffIs,
		isWide,
		isMerged,
		value,
		suppression: suppressionReason,
		interval,
		se,
		deff,
	}
}

/** Decimals on screens: a share is shown in percent with one decimal, a mean with two. */
const decimals = { share: 3, mean: 2 } as const

const roundTo = <Value extends number | null>(value: Value, places: number): Value =>
	(value === null ? null : Math.round(value * 10 ** places) / 10 ** places) as Value

const roundInterval = (
	interval: PublishedEstimate['interval'],
	places: number,
): PublishedEstimate['interval'] =>
	interval && { low: roundTo(interval.low, places), high: roundTo(interval.high, places) }

/** Rounds an estimate to the digits on screens: 16 digits of a share would disclose its denominator. */
export const figureAsShown = (
	figure: PublishedEstimate,
	kind: PublishedIndicator['kind'],
): PublishedEstimate => ({
	...figure,
	value: roundTo(figure.value, decimals[kind]),
	interval: roundInterval(figure.interval, decimals[kind]),
	se: roundTo(figure.se, decimals[kind] + 1),
	deff: roundTo(figure.deff, 2),
})

/** Rounds a difference to the digits on screens. */
export const differenceAsShown = <Of extends PublishedDifference>(
	difference: Of,
	kind: PublishedIndicator['kind'],
): Of => ({
	...difference,
	value: roundTo(difference.value, decimals[kind]),
	interval: roundInterval(difference.interval, decimals[kind]),
	se: roundTo(difference.se, decimals[kind] + 1),
	p: roundTo(difference.p, 4),
	adjustedP: roundTo(difference.adjustedP, 4),
})

const noSuppression: Suppression = { isSuppressed: false, isBaseSuppressed: false }

/** Difference of two estimates, with the values that always accompany it; null if either is suppressed. */
export const publishedDifferenceSchema = z.object({
	value: z.nullable(z.number()),
	interval: z.nullable(z.object({ low: z.number(), high: z.number() })),
	se: z.nullable(z.number()),
	/** Probability of such a difference without a true one; `adjustedP`: adjusted for all comparisons. */
	p: z.nullable(z.number()),
	adjustedP: z.nullable(z.number()),
	/** Two rounds do not show the cause of a change. */
	verdict: z.nullable(z.enum(['change', 'no-reliable-change'])),
})
export type PublishedDifference = z.infer<typeof publishedDifferenceSchema>

/** Returns the difference with everything removed that disclosure control suppresses. */
export const toPublishedDifference = (
	difference: EstimateDifference & Partial<Pick<JudgedChange, 'adjustedP' | 'verdict'>>,
): PublishedDifference => {
	const { isTooFew, value, interval, se, p, adjustedP = null, verdict = null } = difference
	return isTooFew
		? { value: null, interval: null, se: null, p: null, adjustedP: null, verdict: null }
		: { value, interval, se, p, adjustedP, verdict }
}

export const indicatorEstimatesSchema = z.object({
	id: z.string(),
	version: z.int(),
	label: texts,
	kind: z.enum(['share', 'mean']),
})

type PublishedIndicator = z.infer<typeof indicatorEstimatesSchema>

const groupShape = { code: z.string(), label: texts }

export const estimatesResponseSchema = z.object({
	/** ISO, UTC */
	at: z.string(),
	demonstration: z.boolean(),
	/**
	 * All interviews that arrived, complete or not; `withoutCluster`: those without a cluster, which no estimate
	 * includes.
	 */
	interviews: z.int(),
	withoutCluster: z.int(),
	weights: z.object({
		/** none if there are no weights yet. */
		version: z.enum(weightVersions),
		/** Number of the weight set; null without weights: estimates are provisional. */
		set: z.nullable(z.int()),
		/** Interviews without a weight: they arrived after it was computed, or something is missing for it. */
		without: z.int(),
	}),
	/**
	 * Groups in their order; `within`: group of the second breakdown. A label is empty if the screen has a word
	 * for it.
	 */
	groups: z.array(z.object({ ...groupShape, within: z.optional(z.object(groupShape)) })),
	indicators: z.array(
		z.object({
			...indicatorEstimatesSchema.shape,
			whole: publishedEstimateSchema,
			/** In the order of `groups`. */
			groups: z.array(publishedEstimateSchema),
		}),
	),
	/** Reached by the campaign minus claims to have seen the decoy; null if either is no indicator. */
	lessDecoy: z.nullable(
		z.object({ whole: publishedDifferenceSchema, groups: z.array(publishedDifferenceSchema) }),
	),
	/** Indicators that are invalid for the current form, with the invalid part. */
	faults: z.array(z.object({ ...indicatorEstimatesSchema.shape, part: z.string() })),
})
export type EstimatesResponse = z.infer<typeof estimatesResponseSchema>

/** Request for the answers to one question, by group; without a question, to the first one of the form. */
export const answersRequestSchema = z.object({
	...estimatesRequestSchema.shape,
	question: z.optional(z.string().check(z.maxLength(120))),
})

/** Answers to one question: a share for each choice, or the mean of a number. */
export const answersResponseSchema = z.object({
	...z.omit(estimatesResponseSchema, { lessDecoy: true }).shape,
	/** Name of the question; null if the form has none. */
	question: z.nullable(z.string()),
	/** Questions that can be chosen, in the order of the form. */
	questions: z.array(z.object({ name: z.string(), label: texts })),
})
export type AnswersResponse = z.infer<typeof answersResponseSchema>

/** Clusters of the second round: drawn again, or the same. */
export const clusterChoices = ['new', 'same'] as const

export const changeRequestSchema = z.object({
	from: code,
	to: code,
	by: estimatesRequestSchema.shape.by,
	weights: estimatesRequestSchema.shape.weights,
	clusters: z._default(z.enum(clusterChoices), 'new'),
	/** Select-one question whose answers are compared, instead of indicators. */
	question: z.optional(z.string().check(z.maxLength(120))),
})
export type ChangeQuery = z.infer<typeof changeRequestSchema>

const compared = z.object({
	from: publishedEstimateSchema,
	to: publishedEstimateSchema,
	...publishedDifferenceSchema.shape,
})
export type ComparedEstimate = z.infer<typeof compared>

/** Change from one closed round to another. */
export const changeResponseSchema = z.object({
	at: z.string(),
	demonstration: z.boolean(),
	interviews: z.object({ from: z.int(), to: z.int() }),
	weights: z.object({
		version: z.enum(weightVersions),
		/** Null if either round has no weights: both are unweighted then. */
		sets: z.nullable(z.object({ from: z.int(), to: z.int() })),
	}),
	groups: estimatesResponseSchema.shape.groups,
	indicators: z.array(
		z.object({
			...indicatorEstimatesSchema.shape,
			whole: compared,
			groups: z.array(compared),
			/**
			 * Family in which it is judged: the headline indicators together, each other one separately, the answers
			 * to one question together.
			 */
			family: z.enum(['headline', 'own', 'answers']),
			/** Number of comparisons that the verdicts of its groups are adjusted for. */
			comparisons: z.int(),
		}),
	),
	faults: estimatesResponseSchema.shape.faults,
	/** Select-one questions. */
	questions: z.array(z.object({ name: z.string(), label: texts })),
	/**
	 * Test whether the distribution of answers to the question differs between the rounds (Rao and Scott); null
	 * if it cannot be computed.
	 */
	test: z.nullable(z.object({ f: z.number(), df1: z.number(), df2: z.number(), p: z.number() })),
})
export type ChangeResponse = z.infer<typeof changeResponseSchema>

/** Returns the codes of a group for files and lists, with that of the second breakdown; '' for none. */
export const getGroupCode = (group: EstimatesResponse['groups'][number] | undefined): string =>
	[group?.code, group?.within?.code].filter((each) => each !== undefined).join(' ')
