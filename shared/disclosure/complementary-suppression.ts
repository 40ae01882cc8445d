import { hasTooFew, leastClusters, leastInterviews } from '../statistics/minimum-base.ts'

/** People who are alike in all published breakdowns: an arc between two nodes. */
export interface SuppressionCell {
	readonly from: number
	readonly to: number
	readonly n: number
	readonly clusters: number
	/** Clusters that are counted for no other part, if it has few. */
	readonly ownClusters: number
	/** True if they are in a group of each breakdown: so few must not be disclosed. */
	readonly isProtected: boolean
}

/**
 * A published estimate. If it is suppressed, its two nodes are merged: they cannot have different potentials.
 */
export interface Link {
	readonly id: string
	readonly between: readonly [number, number]
	readonly isTooFew: boolean
	/** Interviews that are lost if it is suppressed; null if that is decided elsewhere. */
	readonly costs: number | null
}

/** Network of what is published about a base: all addition and subtraction reduces to this. */
export interface SuppressionNetwork {
	readonly places: number
	readonly parts: readonly SuppressionCell[]
	readonly links: readonly Link[]
}

/**
 * Suppresses estimates until none with too few people can be computed (R29). An attacker who adds and
 * subtracts gives each node a potential, and counts each part as often as the potential of its `from` exceeds
 * that of its `to`. People are therefore exposed if all arcs over a cut go one way; and every such cut around
 * a part with too few has enough of them if enough flows from its `from` to its `to`, backwards without limit
 * (max-flow, min-cut). Otherwise the path of estimates that costs the fewest interviews is suppressed; if
 * there is none, the smallest adjacent estimate, and the next, until enough flows.
 */
export function suppressComplementary(network: SuppressionNetwork, withheld: Set<string>): void {
	const capacities = capacitiesOf(network.parts)
	let places = joinPlaces(network, withheld)
	for (const few of network.parts) {
		if (!few.isProtected || !isFew(few) || isSafe(few, network, places, capacities)) continue
		const way = cheapestWay(few, network, withheld)
		for (const id of way ?? []) withheld.add(id)
		if (way === null)
			for (const { id } of nearestFirst(few, network, withheld)) {
				withheld.add(id)
				if (isSafe(few, network, joinPlaces(network, withheld), capacities)) break
			}
		places = joinPlaces(network, withheld)
	}
}

const isFew = ({ n, clusters }: SuppressionCell): boolean => n > 0 && hasTooFew(n, clusters)
const isEnough = ({ n, clusters }: SuppressionCell): boolean => !hasTooFew(n, clusters)

/** Arcs at each node, after nodes between which nothing is published were merged. */
interface NodeArcs {
	readonly of: Int32Array
	readonly at: readonly (readonly number[])[]
}

function joinPlaces({ places, parts, links }: SuppressionNetwork, withheld: ReadonlySet<string>): NodeArcs {
	const of = Int32Array.from({ length: places }, (_, i) => i)
	const find = (place: number): number => {
		let own = place
		while (of[own] !== own) own = of[own] = of[of[own] as number] as number
		return own
	}
	for (const { id, between, isTooFew } of links)
		if (isTooFew || withheld.has(id)) of[find(between[0])] = find(between[1])
	for (let place = 0; place < places; place++) of[place] = find(place)
	const at: number[][] = Array.from({ length: places }, () => [])
	for (const [i, { from, to, n }] of parts.entries()) {
		if (n === 0 || of[from] === of[to]) continue
		at[of[from] as number]?.push(i)
		at[of[to] as number]?.push(i)
	}
	return { of, at }
}

/**
 * Capacity of each part, and demand: one part that is enough by itself, or enough interviews and enough
 * clusters.
 */
interface Capacities {
	readonly enough: Float64Array
	readonly interviews: Float64Array
	readonly clusters: Float64Array
}
const capacitiesOf = (parts: readonly SuppressionCell[]): Capacities => ({
	enough: Float64Array.from(parts, (part) => (isEnough(part) ? 1 : 0)),
	interviews: Float64Array.from(parts, ({ n }) => n),
	clusters: Float64Array.from(parts, ({ clusters, ownClusters }) =>
		clusters < leastClusters ? ownClusters : leastClusters,
	),
})

/** True if everything that can be computed together with these people has enough. */
function isSafe(
	few: SuppressionCell,
	{ parts }: SuppressionNetwork,
	places: NodeArcs,
	capacities: Capacities,
): boolean {
	const flows = (capacity: Float64Array, wanted: number) =>
		doesFlow(few, parts, places, capacity.slice(), wanted)
	return (
		flows(capacities.enough, 1) ||
		(flows(capacities.interviews, leastInterviews) && flows(capacities.clusters, leastClusters))
	)
}

/** Ford and Fulkerson, by the shortest path each time; `left` is modified. */
function doesFlow(
	{ from, to }: SuppressionCell,
	parts: readonly SuppressionCell[],
	{ of, at }: NodeArcs,
	left: Float64Array,
	wanted: number,
): boolean {
	const [start, end] = [of[from] as number, of[to] as number]
	if (start === end) return true
	const cameBy = new Int32Array(of.length)
	for (let flowed = 0; flowed < wanted; ) {
		cameBy.fill(-1)
		const queue = [start]
		for (const place of queue) {
			if (cameBy[end] !== -1) break
			for (const i of at[place] as readonly number[]) {
				const isForward = of[(parts[i] as SuppressionCell).from] === place
				const next = of[
					isForward ? (parts[i] as SuppressionCell).to : (parts[i] as SuppressionCell).from
				] as number
				if (next === start || cameBy[next] !== -1 || (isForward && (left[i] as number) <= 0)) continue
				cameBy[next] = i
				queue.push(next)
			}
		}
		if (cameBy[end] === -1) return false
		const way: { readonly i: number; readonly isForward: boolean }[] = []
		for (let place = end; place !== start; ) {
			const i = cameBy[place] as number
			const isForward = of[(parts[i] as SuppressionCell).to] === place
			way.push({ i, isForward })
			place = of[isForward ? (parts[i] as SuppressionCell).from : (parts[i] as SuppressionCell).to] as number
		}
		const more = Math.min(
			wanted - flowed,
			...way.filter(({ isForward }) => isForward).map(({ i }) => left[i] as number),
		)
		for (const { i, isForward } of way) left[i] = (left[i] as number) + (isForward ? -more : more)
		flowed += more
	}
	return true
}

/**
 * Returns the estimates to suppress so that a path leads around these people over parts that are each large
 * enough; null if there is none. Bellman and Ford.
 */
function cheapestWay(
	few: SuppressionCell,
	{ places, parts, links }: SuppressionNetwork,
	withheld: ReadonlySet<string>,
): readonly string[] | null {
	const costs = new Float64Array(places).fill(Number.POSITIVE_INFINITY)
	const before: ({ readonly place: number; readonly id?: string } | undefined)[] = Array(places)
	costs[few.from] = 0
	let isShorter = true
	const go = (place: number, next: number, more: number, id?: string) => {
		const sum = (costs[place] as number) + more
		if (sum >= (costs[next] as number)) return
		costs[next] = sum
		before[next] = { place, ...(id !== undefined && { id }) }
		isShorter = true
	}
	while (isShorter) {
		isShorter = false
		for (const part of parts) {
			if (part.n === 0) continue
			if (isEnough(part)) go(part.from, part.to, 0)
			go(part.to, part.from, 0)
		}
		for (const { id, between, isTooFew, costs: more } of links) {
			const isOpen = isTooFew || withheld.has(id)
			if (!isOpen && more === null) continue
			const [one, other] = between
			go(one, other, isOpen ? 0 : (more as number), isOpen ? undefined : id)
			go(other, one, isOpen ? 0 : (more as number), isOpen ? undefined : id)
		}
	}
	if (costs[few.to] === Number.POSITIVE_INFINITY) return null
	const ids: string[] = []
	for (let place = few.to; place !== few.from; ) {
		const step = before[place]
		if (!step) break
		if (step.id !== undefined) ids.push(step.id)
		place = step.place
	}
	return ids
}

/**
 * Returns the estimates that can be suppressed: first those that share a node or a total with these people,
 * then the rest, the smallest first.
 */
function nearestFirst(
	few: SuppressionCell,
	{ parts, links }: SuppressionNetwork,
	withheld: ReadonlySet<string>,
): readonly Link[] {
	const siblings = new Set(parts.filter(({ from }) => from === few.from).map(({ to }) => to))
	const sum = links.find(({ between }) => between[0] === few.to)?.between[1]
	const isNear = ({ between }: Link) => siblings.has(between[0]) || between[1] === sum
	return links
		.filter(({ id, costs, isTooFew }) => costs !== null && !isTooFew && !withheld.has(id))
		.toSorted((a, b) => Number(isNear(b)) - Number(isNear(a)) || (a.costs ?? 0) - (b.costs ?? 0))
}
