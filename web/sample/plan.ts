import type { ClusterListItem, SampleResponse } from '#shared/campaign/sample'

type PlanHousehold = ClusterListItem['lines'][number]

/** What of one cluster lies with one person. */
export interface ClusterAssignment {
	readonly cluster: string
	readonly area: ClusterListItem['area']
	readonly done: number
	/** To visit, to come back to, or begun. */
	readonly left: readonly PlanHousehold[]
	/** Reserve households that open one by one. */
	readonly closed: readonly number[]
}

export interface AssignmentSheet {
	/** Null: what lies with nobody. */
	readonly person: SampleResponse['people'][number] | null
	readonly clusters: readonly ClusterAssignment[]
	readonly left: { readonly male: number; readonly female: number; readonly reserve: number }
}

const isLeft = ({ state }: PlanHousehold): boolean =>
	state === 'to-visit' || state === 'come-back' || state === 'begun' || state === 'handed-back'

/** What is left in the open clusters of a district, by who visits it, in the order of their names; what lies with nobody comes last. */
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
/** Who works there no longer visits nobody; what was handed back waits for somebody else. */
const holderOf = ({ person, state }: PlanHousehold, people: People): string | null =>
	person !== null && people.has(person) && state !== 'handed-back' ? person : null

function sheetOf(open: readonly ClusterListItem[], people: People, holder: string | null): AssignmentSheet {
	const clusters = open.flatMap(({ cluster, area, lines }): ClusterAssignment[] => {
		const own = lines.filter((line) => holderOf(line, people) === holder)
		const left = own.filter(isLeft)
		const closed = own.filter(({ state }) => state === 'closed').map(({ household }) => household)
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

/** A line for each household that is left, with the columns of the sample and who visits it. */
export const planRows = (sheets: readonly AssignmentSheet[]): string[][] => [
	['person', 'code', 'cluster', 'area', 'line', 'household', 'sex', 'state'],
	...sheets.flatMap(({ person, clusters }) =>
		clusters.flatMap(({ cluster, area, left, closed }) => {
			const whose = [person?.name ?? '', person?.code ?? '', cluster, area]
			return [
				...left.map(({ household, line, sex, state }) => [
					...[...whose, String(line ?? ''), String(household), sex ?? '', state],
				]),
				...closed.map((household) => [...whose, '', String(household), '', 'closed']),
			]
		}),
	),
]
