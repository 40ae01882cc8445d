import * as z from 'zod/mini'
import { breakdownNames } from './breakdowns.ts'
import type { EstimateDifference, JudgedChange } from './change.ts'
import type { Estimate } from './estimate.ts'

const code = z.string().check(z.maxLength(40))
const texts = z.record(z.string(), z.string())

/** By which weights people count. `none`: each the same; such figures are provisional (R8). */
export const weightVersions = ['none', 'average-of-the-districts', 'people-of-the-districts'] as const
/** What counts where nothing else is asked for (methods §4). A round without weights is told unweighted, and says so. */
export const defaultWeightVersion = 'average-of-the-districts'

export const estimatesRequestSchema = z.object({
	round: code,
	by: z.enum(breakdownNames as [string, ...string[]] as typeof breakdownNames & [string]),
	weights: z._default(z.enum(weightVersions), defaultWeightVersion),
	/** And each of these groups into others. */
	within: z.optional(z.enum(breakdownNames as [string, ...string[]] as typeof breakdownNames & [string])),
})

/** A share (0 to 1) or mean, with what is always told beside it (R9). Where there are too few nothing is told but that. */
export const publishedEstimateSchema = z.object({
	/**
	 * Interviews in the base, unweighted, and the clusters they are in. Null where nothing is told of the group and fewer count than for others: six of twelve who
	 * count as having heard of it would be the share that is not told.
	 */
	n: z.nullable(z.int()),
	clusters: z.nullable(z.int()),
	/** Null where it is not told. */
	value: z.nullable(z.number()),
	/**
	 * Why not: no interview of the round was asked one of its questions; fewer than 30 interviews or 5 clusters; or enough, but one of too few could be worked out
	 * from it and the others.
	 */
	notTold: z.nullable(z.enum(['not-asked', 'too-few', 'withheld'])),
	interval: z.nullable(z.object({ low: z.number(), high: z.number() })),
	se: z.nullable(z.number()),
	df: z.int(),
	deff: z.nullable(z.number()),
	/** Of a share of 0 or 1, which has none of its own: that of all groups together, or taken as 1. */
	deffIs: z.enum(['own', 'neighbour', 'assumed']),
	/** More than 10 points on either side. */
	isWide: z.boolean(),
	/** A stratum of one cluster was joined with its neighbour. */
	isMerged: z.boolean(),
})
export type PublishedEstimate = z.infer<typeof publishedEstimateSchema>

/** What is not told of a figure though it has enough. */
export interface Suppression {
	readonly isSuppressed: boolean
	/** Nor how many count. */
	readonly hasNoWeights: boolean
}

/** An indicator of which a question was asked in no interview of the round: that is not "no", and no share. */
const notAskedFigure: PublishedEstimate = {
	n: null,
	clusters: null,
	value: null,
	notTold: 'not-asked',
	interval: null,
	se: null,
	df: 0,
	deff: null,
	deffIs: 'own',
	isWide: false,
	isMerged: false,
}

/** What of an estimate may be told: of too few, and of one that is withheld beside it, nothing that could be worked back. */
export const toPublishedEstimate = (
	estimate: Estimate,
	{ isSuppressed, hasNoWeights }: Suppression = noSuppression,
	isAsked = true,
): PublishedEstimate => {
	if (!isAsked) return notAskedFigure
	const { n, clusters, df, isMerged } = hasNoWeights
		? { n: null, clusters: null, df: 0, isMerged: false }
		: estimate
	// of whom nothing is told, not even whether few of them count
	const isTooFew = hasNoWeights ? !isSuppressed : estimate.isTooFew
	const notTold = isTooFew ? 'too-few' : isSuppressed ? 'withheld' : null
	// that a share has no design effect of its own says that all were a yes, or none
	const { value, interval, se, deff, deffIs, isWide } = notTold
		? { value: null, interval: null, se: null, deff: null, deffIs: 'own' as const, isWide: false }
		: estimate
	return { n, clusters, df, deffIs, isWide, isMerged, value, notTold, interval, se, deff }
}

/** A share is shown in percent with one digit behind the point, a mean with two. */
const decimals = { share: 3, mean: 2 } as const

const roundTo = <Value extends number | null>(value: Value, places: number): Value =>
	(value === null ? null : Math.round(value * 10 ** places) / 10 ** places) as Value

const roundInterval = (
	interval: PublishedEstimate['interval'],
	places: number,
): PublishedEstimate['interval'] =>
	interval && { low: roundTo(interval.low, places), high: roundTo(interval.high, places) }

/** With the digits that screens show: from 16 of them whoever has a share could find out of how many it is one. */
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

/** The same of a difference. */
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

const noSuppression: Suppression = { isSuppressed: false, hasNoWeights: false }

/** One figure less another, with what is always told beside it; null where either is not told. */
export const publishedDifferenceSchema = z.object({
	value: z.nullable(z.number()),
	interval: z.nullable(z.object({ low: z.number(), high: z.number() })),
	se: z.nullable(z.number()),
	/** How likely such a difference is where in truth there is none: alone, and among all that are compared. */
	p: z.nullable(z.number()),
	adjustedP: z.nullable(z.number()),
	/** Nobody knows from two rounds what made a change. */
	verdict: z.nullable(z.enum(['change', 'no-reliable-change'])),
})
export type PublishedDifference = z.infer<typeof publishedDifferenceSchema>

/** What of a difference may be told. */
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
	/** Completed or not, all that came in; and those without a cluster, which are in no figure. */
	interviews: z.int(),
	withoutCluster: z.int(),
	weights: z.object({
		/** none where there are no weights yet. */
		version: z.enum(weightVersions),
		/** Number of the set of weights; null where there are none, and figures are provisional. */
		set: z.nullable(z.int()),
		/** Interviews without a weight: they came after it was made, or something of it is missing. */
		without: z.int(),
	}),
	/** In their order; `within`: the part of it. A label is empty where the screen has a word for it. */
	groups: z.array(z.object({ ...groupShape, within: z.optional(z.object(groupShape)) })),
	indicators: z.array(
		z.object({
			...indicatorEstimatesSchema.shape,
			whole: publishedEstimateSchema,
			/** As `groups`. */
			groups: z.array(publishedEstimateSchema),
		}),
	),
	/** Those who say that the campaign reached them, less those who say to have seen what there never was; null where either is no indicator. */
	lessDecoy: z.nullable(
		z.object({ whole: publishedDifferenceSchema, groups: z.array(publishedDifferenceSchema) }),
	),
	/** Indicators that make no sense in the form as it is, and the part that does not. */
	faults: z.array(z.object({ ...indicatorEstimatesSchema.shape, part: z.string() })),
})
export type EstimatesResponse = z.infer<typeof estimatesResponseSchema>

export const changeRequestSchema = z.object({
	from: code,
	to: code,
	by: estimatesRequestSchema.shape.by,
	weights: estimatesRequestSchema.shape.weights,
	/** Whether both rounds visited the same clusters; else they were drawn anew. */
	clusters: z._default(z.enum(['new', 'same']), 'new'),
	/** Instead of indicators the answers to a question of which one is chosen. */
	question: z.optional(z.string().check(z.maxLength(120))),
})

const compared = z.object({
	from: publishedEstimateSchema,
	to: publishedEstimateSchema,
	...publishedDifferenceSchema.shape,
})
export type ComparedEstimate = z.infer<typeof compared>

/** From one closed round to another. */
export const changeResponseSchema = z.object({
	at: z.string(),
	demonstration: z.boolean(),
	interviews: z.object({ from: z.int(), to: z.int() }),
	weights: z.object({
		version: z.enum(weightVersions),
		/** Null where either round has none: both are unweighted then. */
		sets: z.nullable(z.object({ from: z.int(), to: z.int() })),
	}),
	groups: estimatesResponseSchema.shape.groups,
	indicators: z.array(
		z.object({
			...indicatorEstimatesSchema.shape,
			whole: compared,
			groups: z.array(compared),
			/** With what it is judged: the headline indicators together, each other one by itself, the answers to one question together. */
			family: z.enum(['headline', 'own', 'answers']),
			/** So many comparisons the verdicts of its groups are adjusted for. */
			comparisons: z.int(),
		}),
	),
	faults: estimatesResponseSchema.shape.faults,
	/** Questions of which one answer is chosen. */
	questions: z.array(z.object({ name: z.string(), label: texts })),
	/** Of the answers to one of them: whether they came otherwise in one round than in the other (Rao and Scott); null where nobody can say. */
	test: z.nullable(z.object({ f: z.number(), df1: z.number(), df2: z.number(), p: z.number() })),
})
export type ChangeResponse = z.infer<typeof changeResponseSchema>

/** By what a group is known in files and lists, with the part of it; '' for none. */
export const getGroupCode = (group: EstimatesResponse['groups'][number] | undefined): string =>
	[group?.code, group?.within?.code].filter((each) => each !== undefined).join(' ')
