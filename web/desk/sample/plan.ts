import type { ClusterListItem, SampleResponse } from '#shared/sample/sample-api'

type PlanHousehold = ClusterListItem['lines'][number]

/** Households of one cluster that are assigned to one enumerator. */
export interface ClusterAssignment {
	readonly cluster: string
	readonly area: ClusterListItem['area']
	readonly done: number
	/** To visit, to visit again, or in progress. */
	readonly left: readonly PlanHousehold[]
	/** Reserve households, which are opened one by one. */
	readonly closed: readonly PlanHousehold[]
}

export interface AssignmentSheet {
	/** Null for unassigned households. */
	readonly person: SampleResponse['people'][number] | null
	readonly clusters: readonly ClusterAssignment[]
	readonly left: { readonly male: number; readonly female: number; readonly reserve: number }
}

const isLeft = ({ state }: PlanHousehold): boolean =>
	state === 'to-visit' || state === 'come-back' || state === 'begun' || state === 'handed-back'

/**
 * Returns the remaining households in the open clusters of a district, by assignee in order of names;
 * unassigned ones come last.
 */
export function planOf({ clusters, people }: SampleResponse): AssignmentSheet[] {
	const open = clusters.filter(({ state }) => state === 'open')
	const known = new Map(people.map((person) => [person.id, person]))
	const holders = new Set(open.flatMap(({ lines }) => lines.map((line) => holderOf(line, known))))
	return [...holders]
		.map((holder) => sheetOf(open, known, holder))
		.filter(({ clusters: held }) => held.length > 0)
		.sort((a, b) => Number(a.person === null) - Number(b.person === null) || byName(a, b))
}

const byName = (a: AssignmentSheet, b: AssignmentSheet): number =>
	(a.person?.name ?? '').localeCompare(b.person?.name ?? '')

type People = ReadonlyMap<string, SampleResponse['people'][number]>
/** Returns the assignee; null if that person has left, or the household was returned to the office. */
const holderOf = ({ person, state }: PlanHousehold, people: People): string | null =>
	person !== null && people.has(person) && state !== 'handed-back' ? person : null

function sheetOf(open: readonly ClusterListItem[], people: People, holder: string | null): AssignmentSheet {
	const clusters = open.flatMap(({ cluster, area, lines }): ClusterAssignment[] => {
		const own = lines.filter((line) => holderOf(line, people) === holder)
		const left = own.filter(isLeft)
		const closed = own.filter(({ state }) => state === 'closed')
		const done = own.filter(({ state }) => state === 'done').length
		return left.length > 0 || closed.length > 0 ? [{ cluster, area, done, left, closed }] : []
	})
	const all = clusters.flatMap(({ left }) => left)
	return {
		person: holder === null ? null : (people.get(holder) ?? null),
		clusters,
		left: {
			male: all.filter(({ sex }) => sex === 'male').length,
			female: all.filter(({ sex }) => sex === 'female').length,
			reserve: clusters.reduce((sum, { closed }) => sum + closed.length, 0),
		},
	}
}

/** Returns one row for each remaining household, with the columns of the sample and the assignee. */
export const planRows = (sheets: readonly AssignmentSheet[]): string[][] => [
	['person', 'code', 'cluster', 'area', 'line', 'household', 'structure', 'sex', 'state'],
	...sheets.flatMap(({ person, clusters }) =>
		clusters.flatMap(({ cluster, area, left, closed }) => {
			const sharedCells = [person?.name ?? '', person?.code ?? '', cluster, area]
			return [
				...[...left, ...closed].map(({ household, line, structure, sex, state }) => [
					...[...sharedCells, String(line ?? ''), String(household), structure ?? '', sex ?? '', state],
				]),
			]
		}),
	),
]
