import * as z from 'zod/mini'
import { breakdownNames } from './breakdowns.ts'
import type { Estimate } from './estimate.ts'

const code = z.string().check(z.maxLength(40))
const texts = z.record(z.string(), z.string())

/** By which weights people count. `none`: each the same; such figures are provisional (R8). */
export const weightVersions = ['none', 'average-of-the-districts', 'people-of-the-districts'] as const
export type WeightsAsked = (typeof weightVersions)[number]

export const figuresAskedSchema = z.object({
	round: code,
	by: z.enum(breakdownNames as [string, ...string[]] as typeof breakdownNames & [string]),
	weights: z._default(z.enum(weightVersions), 'none'),
})

/** A share (0 to 1) or mean, with what is always told beside it (R9). Where there are too few nothing is told but that. */
export const figureSchema = z.object({
	/** Interviews in the base, unweighted, and the clusters they are in. */
	n: z.int(),
	clusters: z.int(),
	/** Null where there are too few: fewer than 30 interviews or 5 clusters. */
	value: z.nullable(z.number()),
	interval: z.nullable(z.object({ low: z.number(), high: z.number() })),
	se: z.nullable(z.number()),
	df: z.int(),
	deff: z.nullable(z.number()),
	/** Of a share of 0 or 1, which has none of its own: a neighbouring figure's, or taken as 1. */
	deffIs: z.enum(['own', 'neighbour', 'assumed']),
	/** More than 10 points on either side. */
	isWide: z.boolean(),
	/** A stratum of one cluster was joined with its neighbour. */
	isMerged: z.boolean(),
})
export type Figure = z.infer<typeof figureSchema>

/** What of an estimate may be told: of too few nothing that could be worked back. */
export const figureOf = (estimate: Estimate): Figure => {
	const { n, clusters, df, deffIs, isWide, isMerged, isTooFew } = estimate
	const { value, interval, se, deff } = isTooFew
		? { value: null, interval: null, se: null, deff: null }
		: estimate
	return { n, clusters, df, deffIs, isWide: isWide && !isTooFew, isMerged, value, interval, se, deff }
}

export const indicatorToldSchema = z.object({
	id: z.string(),
	version: z.int(),
	label: texts,
	kind: z.enum(['share', 'mean']),
})

export const figuresToldSchema = z.object({
	/** ISO, UTC */
	at: z.string(),
	demonstration: z.boolean(),
	/** Completed or not, all that came in; and those without a cluster, which are in no figure. */
	interviews: z.int(),
	withoutCluster: z.int(),
	weights: z.object({
		version: z.enum(weightVersions),
		/** Number of the set of weights; null where there are none, and figures are provisional. */
		set: z.nullable(z.int()),
		/** Interviews without a weight: they came after it was made. */
		without: z.int(),
	}),
	/** In their order. A label is empty where the screen has a word for it. */
	groups: z.array(z.object({ code: z.string(), label: texts })),
	indicators: z.array(
		z.object({
			...indicatorToldSchema.shape,
			whole: figureSchema,
			/** As `groups`. */
			groups: z.array(figureSchema),
		}),
	),
	/** Indicators that make no sense in the form as it is, and the part that does not. */
	faults: z.array(z.object({ ...indicatorToldSchema.shape, part: z.string() })),
})
export type FiguresTold = z.infer<typeof figuresToldSchema>
