import { isLineSettled } from '#shared/sample/sample'
import type { ClusterListItem, HouseholdAssignment, SampleResponse } from '#shared/sample/sample-api'

export type ClusterHousehold = ClusterListItem['lines'][number]
export type FieldPerson = SampleResponse['people'][number]

/** Status of a row of the assignments. */
export const rowStates = [
	'unassigned',
	'assigned',
	'in-progress',
	'complete',
	'unreachable',
	'waiting',
] as const
export type RowState = (typeof rowStates)[number]

/** Households of a cluster that one enumerator usually visits: those for men, or those for women. */
export interface AssignmentRow {
	/** Cluster and sex. */
	readonly key: string
	readonly cluster: ClusterListItem
	/** Null for households without a line, whose respondent is not known yet. */
	readonly sex: ClusterHousehold['sex']
	/** Households of the sample. */
	readonly lines: readonly ClusterHousehold[]
	/** Replacement households that are assigned with them. */
	readonly replacements: readonly ClusterHousehold[]
	/** Ids of the enumerators; null for unassigned households. */
	readonly holders: readonly (string | null)[]
	/** Completed interviews, also in replacements. */
	readonly done: number
	readonly state: RowState
}

/** Identifies a household in a selection. */
export const householdKey = (cluster: string, household: number): string => `${cluster} ${household}`

/** Returns the keys of all households of a row, with its replacements. */
export const keysOfRow = ({ cluster: { cluster }, lines, replacements }: AssignmentRow): string[] =>
	[...lines, ...replacements].map(({ household }) => householdKey(cluster, household))

/** Returns the rows of a district, in the order of the sample. */
export function assignmentRows(clusters: readonly ClusterListItem[]): AssignmentRow[] {
	return clusters.flatMap((cluster) => {
		const wanted = cluster.lines.filter(({ isReserve }) => !isReserve)
		const sexes = (['male', 'female', null] as const).filter((sex) => wanted.some((line) => line.sex === sex))
		return sexes.map((sex, i) => {
			const lines = wanted.filter((line) => line.sex === sex)
			const holders = [...new Set(lines.map(({ person }) => person))]
			// a replacement in use has the respondent of the household that it replaces
			const done = cluster.lines.filter((line) => line.sex === sex && line.state === 'done').length
			return {
				key: `${cluster.cluster} ${sex ?? ''}`,
				cluster,
				sex,
				lines,
				holders,
				done,
				replacements: shareOf(cluster, i, sexes.length),
				state: stateOf(cluster, lines),
			}
		})
	})
}

/**
 * Returns the replacement households that are assigned with one of the rows of a cluster. They are dealt out in
 * turn, since two enumerators can share a cluster.
 */
const shareOf = ({ lines }: ClusterListItem, row: number, rows: number): ClusterHousehold[] =>
	lines.filter(({ isReserve }) => isReserve).filter((_, i) => i % rows === row)

function stateOf({ state }: ClusterListItem, lines: readonly ClusterHousehold[]): RowState {
	if (state !== 'open') return state
	if (lines.every((line) => isLineSettled(line.state) && line.state !== 'handed-back')) return 'complete'
	if (lines.some(({ person }) => person === null)) return 'unassigned'
	return lines.some((line) => line.state !== 'to-visit') ? 'in-progress' : 'assigned'
}

/** True if the household is to be visited, to be visited again, or in progress. */
export const isLeft = (state: ClusterHousehold['state']): boolean =>
	state !== 'closed' && !isLineSettled(state)

/** Work of one enumerator in a district. */
export interface Workload {
	readonly person: FieldPerson
	readonly assigned: number
	readonly done: number
	/** Ended without an interview, or returned to the office. */
	readonly ended: number
	/** To visit, to visit again, or in progress. */
	readonly left: number
	readonly clusters: number
}

/** Returns the work of everybody who can work in the district, the least busy first. */
export function workloads({ clusters, people }: SampleResponse): Workload[] {
	return people
		.map((person) => {
			const held = clusters.filter(({ lines }) => lines.some((line) => line.person === person.id))
			const own = held.flatMap(({ lines }) =>
				lines.filter((line) => line.person === person.id && line.state !== 'closed'),
			)
			return {
				person,
				assigned: own.length,
				done: own.filter(({ state }) => state === 'done').length,
				ended: own.filter(({ state }) => state !== 'done' && isLineSettled(state)).length,
				left: own.filter(({ state }) => isLeft(state)).length,
				clusters: held.length,
			}
		})
		.sort((a, b) => a.left - b.left || a.person.name.localeCompare(b.person.name))
}

/** Returns the requests that give each of the selected households to its new enumerator. */
export function assignmentsOf(
	clusters: readonly ClusterListItem[],
	personOf: ReadonlyMap<string, string | null>,
): HouseholdAssignment[] {
	return clusters.flatMap(({ cluster, lines }) => {
		const byPerson = new Map<string | null, number[]>()
		for (const { household } of lines) {
			const person = personOf.get(householdKey(cluster, household))
			if (person === undefined) continue
			byPerson.set(person, [...(byPerson.get(person) ?? []), household])
		}
		return [...byPerson].map(([person, households]) => ({ cluster, households, person }))
	})
}

/** Returns the present enumerators of some households, to give them back. */
export function holdersOf(
	clusters: readonly ClusterListItem[],
	keys: ReadonlySet<string>,
): Map<string, string | null> {
	return new Map(
		clusters.flatMap(({ cluster, lines }) =>
			lines.flatMap(({ household, person }): [string, string | null][] => {
				const key = householdKey(cluster, household)
				return keys.has(key) ? [[key, person]] : []
			}),
		),
	)
}
