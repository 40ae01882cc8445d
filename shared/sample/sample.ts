import * as z from 'zod/mini'

/** Range of the number that the form asks for. */
export const countedFromOne = z.int().check(z.minimum(1), z.maximum(999))
/** Degrees north and east, as in a location question: `30.05 70.63`. */
const placeText = /^-?\d{1,2}(\.\d{1,9})? -?\d{1,3}(\.\d{1,9})?$/

/** Characters of the name of a structure. */
export const longestStructure = 60

/** One household to visit, drawn before fieldwork. It never changes; its assignee can, and its place becomes known and is erased. */
export const sampleLineSchema = z.object({
	/** Number of the household in the listing of its cluster, from 1. */
	household: countedFromOne,
	/**
	 * Counted through the whole district, from 1: odd lines for a man, even lines for a woman. A replacement
	 * household gets the line of the one that it replaces; null until then.
	 */
	line: z.nullable(countedFromOne),
	/** Number by which the respondent is selected among the adults, [0, 1). */
	selection: z.number().check(z.minimum(0), z.lt(1)),
	/** Result before it was assigned to this person, and whether a replacement was opened for it. */
	over: z.optional(z.object({ state: z.enum(['done', 'ended']), isReplaced: z.boolean() })),
	/**
	 * Set for a replacement household in use: the household that it replaces, and the line that it got from
	 * there.
	 */
	stands: z.optional(z.object({ replaces: countedFromOne, line: z.nullable(countedFromOne) })),
	/** Structure of the household in the listing of its cluster, as it is written there. */
	structure: z.optional(z.string().check(z.maxLength(longestStructure))),
	/** Location of the structure. */
	point: z.optional(z.string().check(z.regex(placeText))),
})
export type SampleLine = z.infer<typeof sampleLineSchema>

export const areas = ['urban', 'rural'] as const

/**
 * to-visit: not visited yet · come-back: visited, and to be visited again · begun: the interview is under way
 * · done: completed · ended: a final result without an interview · handed-back: returned to the office, since
 * the enumerator knows a person there · closed: a replacement household that is not needed yet
 */
export const sampleLineStates = [
	'to-visit',
	'come-back',
	'begun',
	'done',
	'ended',
	'handed-back',
	'closed',
] as const
export type SampleLineState = (typeof sampleLineStates)[number]

/** True if the household is not visited again, unless it is reassigned. */
export const isLineSettled = (state: SampleLineState): boolean =>
	state === 'done' || state === 'ended' || state === 'handed-back'

/** A district's code, and two digits: PK607-03. */
export const clusterCode = /^PK\d{3}-\d{2}$/
export const maxLines = 200
/** A cluster with its households: those to visit, and their replacements, in their order. */
export const sampleClusterSchema = z.object({
	cluster: z.string().check(z.regex(clusterCode)),
	area: z.enum(areas),
	/** Centre of the cluster, if the sample has it. */
	centre: z.optional(z.string().check(z.regex(placeText))),
	lines: z.array(sampleLineSchema).check(z.maxLength(maxLines)),
})
export type SampleCluster = z.infer<typeof sampleClusterSchema>

/**
 * Body of a `sample` document, ref = `sampleRef`: the part of a cluster that is assigned to one person. A
 * later one replaces it.
 */
export const sampleDocumentSchema = z.object({ round: z.string(), ...sampleClusterSchema.shape })
export type SampleDocument = z.infer<typeof sampleDocumentSchema>

export const sampleRef = (round: string, cluster: string, person: string): string =>
	`sample:${round}:${cluster}:${person}`

export const getClusterDistrict = (cluster: string): string => cluster.slice(0, cluster.indexOf('-'))
export const isReplacement = ({ line }: Pick<SampleLine, 'line'>): boolean => line === null

/** The sex that a line is for; methods §3: 150 men and 150 women a district. */
export const getLineSex = (line: number): 'male' | 'female' => (line % 2 === 1 ? 'male' : 'female')
