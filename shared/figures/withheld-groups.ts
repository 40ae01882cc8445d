import { type Estimate, hasTooFew } from './estimate.ts'
import { type Summand, withhold } from './withhold.ts'

/** As much of a figure as is asked for here. */
export type Counted = Pick<Estimate, 'n' | 'clusters'>

/** The figures of one breakdown. */
export interface Layer {
	readonly by: string
	readonly groups: readonly {
		readonly code: string
		readonly estimate: Counted
		/** Of a district its province, where provinces are told too. */
		readonly of?: string | undefined
	}[]
}

/** A figure of those who are in a group of one breakdown and in one of another: their numbers in their layers. */
export interface Cell {
	readonly at: readonly [number, number]
	readonly estimate: Counted
}

export const groupId = (by: string, code: string): string => `${by} ${code}`
export const cellId = (one: string, other: string): string => [one, other].sort().join(' × ')
const whole = 'all'

/** The groups that are withheld where each breakdown is looked at alone: those that lie in each other (districts and provinces) are settled together. */
export function withheldAlone(all: Counted, layers: readonly Layer[]): ReadonlySet<string> {
	const inner = layers.find(({ groups }) => groups.some(({ of }) => of !== undefined))
	const outer = inner && layers.find((layer) => layer !== inner && isOuterOf(layer, inner))
	const nested = inner && outer ? [inner, outer] : []
	const families = [nested, ...layers.filter((layer) => !nested.includes(layer)).map((layer) => [layer])]
	return new Set(
		families.flatMap((family) => {
			const largest = family.at(-1)
			if (!largest) return []
			const summands = family.flatMap(({ by, groups }) =>
				groups.map(({ code, estimate, of }) => {
					const id = groupId(by, code)
					const around = outer && by === inner?.by ? groupId(outer.by, of ?? '') : whole
					const within = outer && by === outer.by ? id : ''
					return summand(id, [around, within], estimate, 'group')
				}),
			)
			const sum = largest.groups.reduce((many, { estimate }) => many + estimate.n, 0)
			return [
				...withhold([
					...summands,
					summand(whole, [whole, ''], all, 'settled'),
					rest(`${largest.by} rest`, [whole, ''], all.n - sum),
				]),
			]
		}),
	)
}

const isOuterOf = (outer: Layer, inner: Layer): boolean =>
	inner.groups.every(({ of }) => outer.groups.some(({ code }) => code === of))

/** Those that are withheld of one breakdown within another, whose own groups can be looked at alone: `settled` are withheld there. */
export function withheldCrossed(
	all: Counted,
	[one, other]: readonly [Layer, Layer],
	cells: readonly Cell[],
	settled: ReadonlySet<string>,
): ReadonlySet<string> {
	const idsOf = ({ by, groups }: Layer) => groups.map(({ code }) => groupId(by, code))
	const ids = [idsOf(one), idsOf(other)] as const
	const left = [one, other].map(({ groups }) => groups.map(({ estimate }) => estimate.n))
	const table = cells.map(({ at: [i, j], estimate }) => {
		const [row = '', column = ''] = [ids[0][i], ids[1][j]]
		for (const [side, place] of [
			[0, i],
			[1, j],
		] as const) {
			const sums = left[side] ?? []
			sums[place] = (sums[place] ?? 0) - estimate.n
		}
		return summand(cellId(row, column), [row, column], estimate, 'group')
	})
	const margins = [one, other].flatMap(({ by, groups }, side) =>
		groups.flatMap(({ code, estimate }, place) => {
			const id = groupId(by, code)
			const against = side === 0 ? other.by : one.by
			return [
				{
					...summand(id, [id, `${against} ${whole}`], estimate, 'settled'),
					isHidden: hasTooFew(estimate.n, estimate.clusters) || settled.has(id),
				},
				rest(`${id} rest`, [id, `${against} rest`], left[side]?.[place] ?? 0),
			]
		}),
	)
	return withhold([
		...table,
		...margins,
		summand(whole, [`${one.by} ${whole}`, `${other.by} ${whole}`], all, 'settled'),
	])
}

const summand = (
	id: string,
	sums: Summand['sums'],
	{ n, clusters }: Counted,
	kind: Summand['kind'],
): Summand => ({ id, sums, n, clusters, isHidden: hasTooFew(n, clusters), kind })

/** Those who are in no group are no figure, but are a part of the sum. In how many clusters they are is not asked. */
const rest = (id: string, sums: Summand['sums'], n: number): Summand => ({
	...{ id, sums, n, clusters: 0, isHidden: true, kind: 'rest' },
})
