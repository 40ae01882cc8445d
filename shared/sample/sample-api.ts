import * as z from 'zod/mini'
import { reasonSchema } from '#shared/kernel/reason'
import { idSchema } from '#shared/revisions/revision'
import { areas, countedFromOne, maxLines, sampleClusterSchema, sampleLineStates } from './sample.ts'

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

/** Households of one cluster and their enumerator; null to unassign them. */
const assignmentSchema = z.object({
	cluster: sampleClusterSchema.shape.cluster,
	households: z.array(countedFromOne).check(z.minLength(1), z.maxLength(maxLines)),
	person: z.nullable(idSchema),
})
export type HouseholdAssignment = z.infer<typeof assignmentSchema>

/** Maximum assignments that are saved at once. Phones wait meanwhile. */
export const maxAssignments = 200

/** Body of the request that assigns households of one or several clusters: all of it is saved, or nothing. */
export const assignHouseholdsRequestSchema = z.object({
	round: z.string(),
	assignments: z.array(assignmentSchema).check(z.minLength(1), z.maxLength(maxAssignments)),
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
					/** Structure in the listing of the cluster, if it is known. */
					structure: z.nullable(z.string()),
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
