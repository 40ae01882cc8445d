import * as z from 'zod/mini'
import { readCsvTable } from '#shared/kernel/csv'
import { idSchema } from '#shared/revisions/revision'

/** As the form asks for it. */
const countedFromOne = z.int().check(z.minimum(1), z.maximum(999))
/** One household to visit, drawn before fieldwork. It never changes; with whom it lies can. */
export const sampleLineSchema = z.object({
	/** Number of the household in the listing of its cluster, from 1. */
	household: countedFromOne,
	/** Counted through the whole district, from 1: odd lines for a man, even lines for a woman. A reserve household takes that of the one it replaces; null until then. */
	line: z.nullable(countedFromOne),
	/** By which the respondent is chosen among the adults, [0, 1). */
	selection: z.number().check(z.minimum(0), z.lt(1)),
	/** What was come to there before it was given to this person, and whether another household stands for it already. */
	over: z.optional(z.object({ state: z.enum(['done', 'ended']), isReplaced: z.boolean() })),
	/** A reserve household that stands for another one since then, and the line that it has from there. */
	stands: z.optional(z.object({ replaces: countedFromOne, line: z.nullable(countedFromOne) })),
})
export type SampleLine = z.infer<typeof sampleLineSchema>

export const areas = ['urban', 'rural'] as const

/**
 * to-visit: nobody has been there · come-back: visited, and to be visited again · begun: the interview is under way · done: completed ·
 * ended: a final result without an interview · handed-back: the interviewer knows somebody there · closed: a reserve household whose time has not come
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

/** Nobody goes there again, unless it is given to somebody else. */
export const isLineSettled = (state: SampleLineState): boolean =>
	state === 'done' || state === 'ended' || state === 'handed-back'

/** Degrees north and east, as a question for a place has them: `30.05 70.63`. */
const placeText = /^-?\d{1,2}(\.\d{1,9})? -?\d{1,3}(\.\d{1,9})?$/

/** A district's code, and two digits: PK607-03. */
export const clusterCode = /^PK\d{3}-\d{2}$/
const mostLines = 200
/** A cluster with its households: those to visit, and those that take the place of one, in their order. */
export const sampleClusterSchema = z.object({
	cluster: z.string().check(z.regex(clusterCode)),
	area: z.enum(areas),
	/** The middle of the cluster, where the sample says it. */
	centre: z.optional(z.string().check(z.regex(placeText))),
	lines: z.array(sampleLineSchema).check(z.maxLength(mostLines)),
})
export type SampleCluster = z.infer<typeof sampleClusterSchema>

/** Body of a `sample` document, ref = `sampleRef`: what of a cluster lies with one person. A later one replaces it. */
export const sampleDocumentSchema = z.object({ round: z.string(), ...sampleClusterSchema.shape })
export type SampleDocument = z.infer<typeof sampleDocumentSchema>

export const sampleRef = (round: string, cluster: string, person: string): string =>
	`sample:${round}:${cluster}:${person}`

export const getClusterDistrict = (cluster: string): string => cluster.slice(0, cluster.indexOf('-'))
export const isReplacement = ({ line }: Pick<SampleLine, 'line'>): boolean => line === null

/** The sex that a line is for; methods §3: 150 men and 150 women a district. */
export const getLineSex = (line: number): 'male' | 'female' => (line % 2 === 1 ? 'male' : 'female')

const columns = [
	...(['cluster', 'area', 'line', 'household', 'r_sel', 'reserve'] as const),
	// of the cluster's middle; a file may leave both out
	...(['latitude', 'longitude'] as const),
	// one that is visited only where another one cannot be entered; a file may leave it out
	...(['reserve_cluster'] as const),
] as const
type SampleColumn = (typeof columns)[number]

/** What is wrong in a line of the file: the cell cannot stay as it is. */
export interface SampleFileError {
	/** In the file, from 1; the header is 1. */
	readonly at: number
	readonly column: SampleColumn
	readonly found: string
	readonly possible: string
}

const mostFaults = 500

/** The sample in a file of a spreadsheet; every fault at its line, so that all are mended at once. */
export function parseSampleFile(
	csv: string,
	districts: readonly { readonly code: string }[],
): { readonly clusters: readonly ImportedCluster[]; readonly faults: readonly SampleFileError[] } {
	const codes = new Set(districts.map(({ code }) => code))
	const clusters = new Map<string, Omit<ImportedCluster, 'cluster'>>()
	const faults: SampleFileError[] = []
	const seen = new Set<string>()
	for (const [i, row] of readCsvTable(csv).entries()) {
		const at = i + 2
		const cell = (column: SampleColumn) => (row[column] ?? '').trim()
		const before = faults.length
		const fault = (column: SampleColumn, possible: string): null => {
			faults.push({ at, column, found: cell(column), possible })
			return null
		}
		const whole = (column: SampleColumn): number | null =>
			/^[1-9]\d{0,2}$/.test(cell(column)) ? Number(cell(column)) : fault(column, '1–999')
		const cluster = cell('cluster')
		if (!clusterCode.test(cluster) || !codes.has(getClusterDistrict(cluster)))
			fault('cluster', `${[...codes][0]}-01`)
		const area = areas.find((each) => each === cell('area'))
		if (!area) fault('area', areas.join(', '))
		const known = clusters.get(cluster)
		if (area && known && known.area !== area) fault('area', known.area)
		const degrees = (column: 'latitude' | 'longitude', most: number): number | null => {
			const value = /^-?\d{1,3}(\.\d+)?$/.test(cell(column)) ? Number(cell(column)) : Number.NaN
			return Math.abs(value) <= most ? Number(value.toFixed(centreDecimals)) : fault(column, `±${most}`)
		}
		const hasCentre = cell('latitude') !== '' || cell('longitude') !== ''
		const centre = hasCentre ? [degrees('latitude', 90), degrees('longitude', 180)] : []
		// one middle for a cluster: its other lines say the same, or nothing at all where the first says nothing
		const ofCluster = known?.centre?.split(' ') ?? []
		for (const [i, column] of (['latitude', 'longitude'] as const).entries())
			if (known && !centre.includes(null) && String(centre[i] ?? '') !== (ofCluster[i] ?? ''))
				fault(column, ofCluster[i] ?? '—')
		const isYes = (column: 'reserve' | 'reserve_cluster'): boolean => {
			const text = cell(column).toLowerCase()
			if (!['yes', 'no', '1', '0', ''].includes(text)) fault(column, 'yes, no')
			return text === 'yes' || text === '1'
		}
		const stands = isYes('reserve')
		const waits = isYes('reserve_cluster')
		if (known && (known.isReserve ?? false) !== waits)
			fault('reserve_cluster', known.isReserve ? 'yes' : 'no')
		const household = whole('household')
		if (stands && cell('line') !== '') fault('line', '—')
		const line = stands ? null : whole('line')
		// a spreadsheet writes more figures than anybody drew, and very small ones with an exponent
		const drawn = /^\d*\.?\d+(e-\d+)?$/i.test(cell('r_sel')) ? Number(cell('r_sel')) : Number.NaN
		const selection =
			drawn >= 0 && drawn < 1 ? Math.min(Number(drawn.toFixed(9)), 0.999_999_999) : fault('r_sel', '0.3817')
		for (const [column, place, value] of [
			['household', cluster, household],
			['line', getClusterDistrict(cluster), line],
		] as const) {
			if (value === null) continue
			const key = `${column} ${place} ${value}`
			// it stands in an earlier line of the file
			if (seen.has(key)) fault(column, `≠ ${value}`)
			seen.add(key)
		}
		if (faults.length >= mostFaults) break
		if (faults.length > before || !area || household === null || selection === null) continue
		const lines = known?.lines ?? []
		if (lines.length === mostLines) fault('cluster', `≤ ${mostLines}`)
		lines.push({ household, line, selection })
		clusters.set(cluster, {
			area,
			...(hasCentre ? { centre: centre.join(' ') } : {}),
			...(waits ? { isReserve: true as const } : {}),
			lines,
		})
	}
	return { clusters: [...clusters].map(([cluster, said]) => ({ cluster, ...said })), faults }
}
/** A metre. */
const centreDecimals = 5

/** A cluster as it is brought in. `isReplacement`: it is visited only where another one of its district cannot be entered (R6). */
export const importedClusterSchema = z.object({
	...sampleClusterSchema.shape,
	isReserve: z.optional(z.literal(true)),
})
export type ImportedCluster = z.infer<typeof importedClusterSchema>

const mostClusters = 2000
/** Body of the request that brings a sample in. */
export const importSampleRequestSchema = z.object({
	round: z.string(),
	clusters: z.array(importedClusterSchema).check(z.minLength(1), z.maxLength(mostClusters)),
})
export type ImportSampleRequest = z.infer<typeof importSampleRequestSchema>

/** Body of the request that says that nobody can enter a cluster, or that it can be entered again, and why (R6). */
export const setClusterAccessRequestSchema = z.object({
	round: z.string(),
	cluster: sampleClusterSchema.shape.cluster,
	isUnreachable: z.boolean(),
	why: z.string().check(z.maxLength(500)),
})
export type SetClusterAccessRequest = z.infer<typeof setClusterAccessRequestSchema>

/** open: its households are given · waiting: a reserve cluster whose time has not come · unreachable: nobody can enter it */
export const clusterStates = ['open', 'waiting', 'unreachable'] as const

/** Body of the request that gives households of one cluster to somebody; null: to nobody. */
export const assignHouseholdsRequestSchema = z.object({
	round: z.string(),
	cluster: sampleClusterSchema.shape.cluster,
	households: z.array(countedFromOne).check(z.minLength(1), z.maxLength(mostLines)),
	person: z.nullable(idSchema),
})
export type AssignHouseholdsRequest = z.infer<typeof assignHouseholdsRequestSchema>

/** The sample of a district, with whom each household lies and how far it is, by what has come in. */
export const sampleResponseSchema = z.object({
	clusters: z.array(
		z.object({
			cluster: z.string(),
			area: z.enum(areas),
			isReserve: z.boolean(),
			state: z.enum(clusterStates),
			/** Why nobody can enter it; '' where it can be entered. */
			why: z.string(),
			/** The reserve cluster that was opened in its place. */
			opened: z.nullable(z.string()),
			lines: z.array(
				z.object({
					household: z.int(),
					line: z.nullable(z.int()),
					isReserve: z.boolean(),
					sex: z.nullable(z.enum(['male', 'female'])),
					state: z.enum(sampleLineStates),
					person: z.nullable(idSchema),
					/** The last day on which it is surely theirs; null with nobody, and once it is dealt with. */
					leaseEnds: z.nullable(z.string()),
				}),
			),
		}),
	),
	/** Clusters whose households were listed and drawn on a phone, and that are not in the sample yet. */
	drawn: z.array(
		z.object({
			record: idSchema,
			cluster: z.string(),
			listed: z.int(),
			chosen: z.int(),
			reserve: z.int(),
		}),
	),
	/** Who can be given households there. */
	people: z.array(z.object({ id: idSchema, name: z.string(), code: z.string() })),
	/** The campaign's day. */
	today: z.string(),
})
export type SampleResponse = z.infer<typeof sampleResponseSchema>
export type ClusterListItem = SampleResponse['clusters'][number]

/** Body of the request that takes the draw of a listing into the sample. */
export const importListingDrawRequestSchema = z.object({
	round: z.string(),
	record: idSchema,
	area: z.enum(areas),
})
export type ImportListingDrawRequest = z.infer<typeof importListingDrawRequestSchema>
