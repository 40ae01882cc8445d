import type { ClusterListed, SampleListed } from '#shared/campaign/sample'

type Line = ClusterListed['lines'][number]

/** What of one cluster lies with one person. */
export interface Held {
	readonly cluster: string
	readonly area: ClusterListed['area']
	readonly done: number
	/** To visit, to come back to, or begun. */
	readonly left: readonly Line[]
	/** Reserve households that open one by one. */
	readonly closed: readonly number[]
}

export interface Sheet {
	/** Null: what lies with nobody. */
	readonly person: SampleListed['people'][number] | null
	readonly clusters: readonly Held[]
	readonly left: { readonly male: number; readonly female: number; readonly reserve: number }
}

const isLeft = ({ state }: Line): boolean =>
	state === 'to-visit' || state === 'come-back' || state === 'begun' || state === 'handed-back'

/** What is left in the open clusters of a district, by who visits it, in the order of their names; what lies with nobody comes last. */
export function planOf({ clusters, people }: SampleListed): Sheet[] {
	const open = clusters.filter(({ state }) => state === 'open')
	const known = new Map(people.map((person) => [person.id, person]))
	const holders = new Set(open.flatMap(({ lines }) => lines.map((line) => holderOf(line, known))))
	return [...holders]
		.map((holder) => sheetOf(open, known, holder))
		.filter(({ clusters: held }) => held.length > 0)
		.sort((a, b) => Number(a.person === null) - Number(b.person === null) || byName(a, b))
}

const byName = (a: Sheet, b: Sheet): number => (a.person?.name ?? '').localeCompare(b.person?.name ?? '')

type People = ReadonlyMap<string, SampleListed['people'][number]>
/** Who works there no longer visits nobody; what was handed back waits for somebody else. */
const holderOf = ({ person, state }: Line, people: People): string | null =>
	person !== null && people.has(person) && state !== 'handed-back' ? person : null

function sheetOf(open: readonly ClusterListed[], people: People, holder: string | null): Sheet {
	const clusters = open.flatMap(({ cluster, area, lines }): Held[] => {
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
export const planRows = (sheets: readonly Sheet[]): string[][] => [
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
