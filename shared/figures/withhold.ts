import { hasTooFew } from './estimate.ts'

/** A figure as a part of sums: whoever has a sum and all its other parts has this one too. */
export interface Summand {
	readonly id: string
	/** Names of the two sums that it is in, such as its row and its column. */
	readonly sums: readonly [string, string]
	readonly n: number
	readonly clusters: number
	/** Nobody is told it. */
	readonly isHidden: boolean
	/** `settled`: whether it is told is settled elsewhere · `rest`: those who are in no group, of whom no figure is made */
	readonly kind: 'group' | 'settled' | 'rest'
}

/**
 * Which groups are not told though they have enough, so that nobody works one of too few out of the others and their sum (R29). What is hidden is found out by
 * subtracting exactly where no way leads from one of its sums to the other over other hidden figures; so the way that costs the fewest interviews is hidden too:
 * of groups and their sum the smallest other one, of a table a rectangle. The same whatever the order of the summands.
 */
export function withhold(summands: readonly Summand[]): ReadonlySet<string> {
	const all = summands.filter(({ n }) => n > 0).sort((a, b) => (a.id < b.id ? -1 : 1))
	const withheld = new Set<string>()
	const isHidden = ({ id, isHidden: known }: Summand) => known || withheld.has(id)
	/** What is hidden in a sum can be told together: also that must not be of too few. */
	const isThin = (sum: string): boolean => {
		const hidden = all.filter((each) => each.sums.includes(sum) && isHidden(each))
		return hasTooFew(
			hidden.reduce((many, { n }) => many + n, 0),
			Math.max(...hidden.map(({ clusters }) => clusters)),
		)
	}
	for (const few of all) {
		if (!isToProtect(few)) continue
		const thin = few.sums.filter(isThin)
		const steps = all
			.filter((each) => each !== few && (isHidden(each) || each.kind === 'group'))
			.map((summand) => ({ summand, costs: isHidden(summand) ? 0 : summand.n }))
		const others = steps.filter(
			({ summand: { n, clusters, sums } }) =>
				!hasTooFew(n, clusters) || !sums.some((sum) => thin.includes(sum)),
		)
		for (const each of cheapestWay(few.sums, others) ?? cheapestWay(few.sums, steps) ?? [])
			if (!isHidden(each)) withheld.add(each.id)
	}
	return withheld
}

const isToProtect = ({ kind, n, clusters }: Summand): boolean => kind !== 'rest' && hasTooFew(n, clusters)

interface Step {
	readonly summand: Summand
	readonly costs: number
}

/** Bellman and Ford; null where no way leads there. */
function cheapestWay(sums: Summand['sums'], steps: readonly Step[]): readonly Summand[] | null {
	const [from, to] = sums.toSorted() as [string, string]
	const ways = new Map<string, { readonly costs: number; readonly way: readonly Summand[] }>()
	ways.set(from, { costs: 0, way: [] })
	for (let isShorter = true; isShorter; ) {
		isShorter = false
		for (const { summand, costs } of steps) {
			const [one, other] = summand.sums
			for (const [start, end] of [
				[one, other],
				[other, one],
			] as const) {
				const before = ways.get(start)
				const sum = (before?.costs ?? Number.POSITIVE_INFINITY) + costs
				if (!before || sum >= (ways.get(end)?.costs ?? Number.POSITIVE_INFINITY)) continue
				ways.set(end, { costs: sum, way: [...before.way, summand] })
				isShorter = true
			}
		}
	}
	return ways.get(to)?.way ?? null
}
