import * as z from 'zod/mini'
import { readCsvTable } from '#shared/kernel/csv'
import { reasonSchema } from '#shared/kernel/reason'
import { idSchema } from '#shared/revisions/revision'

/** Range of the number that the form asks for. */
const countedFromOne = z.int().check(z.minimum(1), z.maximum(999))
/** One household to visit, drawn before fieldwork. It never changes; its assignee can. */
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

/** Degrees north and east, as in a location question: `30.05 70.63`. */
const placeText = /^-?\d{1,2}(\.\d{1,9})? -?\d{1,3}(\.\d{1,9})?$/

/** A district's code, and two digits: PK607-03. */
export const clusterCode = /^PK\d{3}-\d{2}$/
const maxLines = 200
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

const columns = [
	...(['cluster', 'area', 'line', 'household', 'r_sel', 'reserve'] as const),
	// centre of the cluster; a file may leave both out
	...(['latitude', 'longitude'] as const),
	// yes for a cluster that is visited only if another one cannot be entered; a file may leave it out
	...(['reserve_cluster'] as const),
] as const
type SampleColumn = (typeof columns)[number]

/** An error in one cell of the sample file; the file is rejected until it is corrected. */
export interface SampleFileError {
	/** Row of the file, from 1; the header is 1. */
	readonly at: number
	readonly column: SampleColumn
	readonly found: string
	readonly possible: string
}

const maxFaults = 500

/** Reads the sample from a CSV file. Each error has its row, so that all can be corrected at once. */
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
		// one centre for a cluster: its other lines repeat it, or have none if the first has none
		const ofCluster = known?.centre?.split(' ') ?? []
		for (const [i, column] of (['latitude', 'longitude'] as const).entries())
			if (known && !centre.includes(null) && String(centre[i] ?? '') !== (ofCluster[i] ?? ''))
				fault(column, ofCluster[i] ?? '—')
		const isYes = (column: 'reserve' | 'reserve_cluster'): boolean => {
			const text = cell(column).toLowerCase()
			if (!['yes', 'no', '1', '0', ''].includes(text)) fault(column, 'yes, no')
			return text === 'yes' || text === '1'
		}
		const isReserve = isYes('reserve')
		const isReserveCluster = isYes('reserve_cluster')
		if (known && (known.isReserve ?? false) !== isReserveCluster)
			fault('reserve_cluster', known.isReserve ? 'yes' : 'no')
		const household = whole('household')
		if (isReserve && cell('line') !== '') fault('line', '—')
		const line = isReserve ? null : whole('line')
		// a spreadsheet writes more digits than were drawn, and very small numbers with an exponent
		const drawn = /^\d*\.?\d+(e-\d+)?$/i.test(cell('r_sel')) ? Number(cell('r_sel')) : Number.NaN
		const selection =
			drawn >= 0 && drawn < 1 ? Math.min(Number(drawn.toFixed(9)), 0.999_999_999) : fault('r_sel', '0.3817')
		for (const [column, place, value] of [
			['household', cluster, household],
			['line', getClusterDistrict(cluster), line],
		] as const) {
			if (value === null) continue
			const key = `${column} ${place} ${value}`
			// an earlier line of the file has the same number
			if (seen.has(key)) fault(column, `≠ ${value}`)
			seen.add(key)
		}
		if (faults.length >= maxFaults) break
		if (faults.length > before || !area || household === null || selection === null) continue
		const lines = known?.lines ?? []
		if (lines.length === maxLines) fault('cluster', `≤ ${maxLines}`)
		lines.push({ household, line, selection })
		clusters.set(cluster, {
			area,
			...(hasCentre ? { centre: centre.join(' ') } : {}),
			...(isReserveCluster ? { isReserve: true as const } : {}),
			lines,
		})
	}
	return { clusters: [...clusters].map(([cluster, details]) => ({ cluster, ...details })), faults }
}
/** A metre. */
const centreDecimals = 5

/**
 * A cluster of an imported sample. `isReserve`: it is visited only if another one of its district cannot be
 * entered (R6).
 */
export const importedClusterSchema = z.object({
	...sampleClusterSchema.shape,
	isReserve: z.optional(z.literal(true)),
})
export type ImportedCluster = z.infer<typeof importedClusterSchema>

const maxClusters = 2000
/** Body of the request that imports a sample. */
export const importSampleRequestSchema = z.object({
	round: z.string(),
	clusters: z.array(importedClusterSchema).check(z.minLength(1), z.maxLength(maxClusters)),
})
export type ImportSampleRequest = z.infer<typeof importSampleRequestSchema>

/** Body of the request that marks a cluster as unreachable, or as reachable again, with the reason (R6). */
export const setClusterAccessRequestSchema = z.object({
	round: z.string(),
	cluster: sampleClusterSchema.shape.cluster,
	isUnreachable: z.boolean(),
	why: reasonSchema,
})
export type SetClusterAccessRequest = z.infer<typeof setClusterAccessRequestSchema>

/**
 * open: its households are assigned · waiting: a reserve cluster that is not needed yet · unreachable: nobody
 * can enter it
 */
export const clusterStates = ['open', 'waiting', 'unreachable'] as const

/** Body of the request that assigns households of one cluster. `person` is null to unassign them. */
export const assignHouseholdsRequestSchema = z.object({
	round: z.string(),
	cluster: sampleClusterSchema.shape.cluster,
	households: z.array(countedFromOne).check(z.minLength(1), z.maxLength(maxLines)),
	person: z.nullable(idSchema),
})
export type AssignHouseholdsRequest = z.infer<typeof assignHouseholdsRequestSchema>

/** Sample of a district, with the assignee and the progress of each household, by the records received. */
export const sampleResponseSchema = z.object({
	clusters: z.array(
		z.object({
			cluster: z.string(),
			area: z.enum(areas),
			isReserve: z.boolean(),
			state: z.enum(clusterStates),
			/** Reason why it cannot be entered; '' if it can. */
			why: z.string(),
			/** Reserve cluster that was opened in its place. */
			opened: z.nullable(z.string()),
			lines: z.array(
				z.object({
					household: z.int(),
					line: z.nullable(z.int()),
					isReserve: z.boolean(),
					sex: z.nullable(z.enum(['male', 'female'])),
					state: z.enum(sampleLineStates),
					person: z.nullable(idSchema),
					/** Last day on which it is surely assigned; null without an assignee, and once it is settled. */
					leaseEnds: z.nullable(z.string()),
				}),
			),
		}),
	),
	/** Clusters that were listed and drawn on a phone, and that are not in the sample yet. */
	drawn: z.array(
		z.object({
			record: idSchema,
			cluster: z.string(),
			listed: z.int(),
			chosen: z.int(),
			reserve: z.int(),
		}),
	),
	/** Users to whom households of the district can be assigned. */
	people: z.array(z.object({ id: idSchema, name: z.string(), code: z.string() })),
	/** Today in the study's time. */
	today: z.string(),
})
export type SampleResponse = z.infer<typeof sampleResponseSchema>
export type ClusterListItem = SampleResponse['clusters'][number]

/** Body of the request that adds the draw of a listing to the sample. */
export const importListingDrawRequestSchema = z.object({
	round: z.string(),
	record: idSchema,
	area: z.enum(areas),
})
export type ImportListingDrawRequest = z.infer<typeof importListingDrawRequestSchema>
