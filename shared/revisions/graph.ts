/** What the graph needs of a revision. */
export interface GraphNode {
	readonly id: string
	readonly parents: readonly string[]
}

/** The parent graph of one record's revisions. */
export interface Graph {
	/** All ancestors of each revision whose ancestors are all here. */
	readonly ancestors: ReadonlyMap<string, ReadonlySet<string>>
	/** Length of the longest way to a root, from 1. */
	readonly depth: ReadonlyMap<string, number>
	/** Revisions with an ancestor that has not arrived, sorted. */
	readonly waiting: readonly string[]
}

/** Walks without recursion: a record corrected ten thousand times must not end a phone's stack. */
export function graphOf(nodes: ReadonlyMap<string, GraphNode>): Graph {
	const ancestors = new Map<string, ReadonlySet<string>>()
	const depth = new Map<string, number>()
	const incomplete = new Set<string>()
	const entered = new Set<string>()
	for (const start of nodes.keys()) {
		const stack = [start]
		while (stack.length > 0) {
			const id = stack.at(-1) as string
			const node = nodes.get(id)
			if (!node || ancestors.has(id) || incomplete.has(id)) {
				stack.pop()
				continue
			}
			const unknown = node.parents.filter(
				(parent) => nodes.has(parent) && !ancestors.has(parent) && !incomplete.has(parent),
			)
			// content ids cannot make a ring; hand-made ones in a damaged store could
			if (unknown.length > 0 && !entered.has(id)) {
				entered.add(id)
				stack.push(...unknown)
				continue
			}
			stack.pop()
			if (node.parents.some((parent) => !ancestors.has(parent))) {
				incomplete.add(id)
				continue
			}
			const above = new Set<string>()
			let deepest = 0
			for (const parent of node.parents) {
				above.add(parent)
				for (const ancestor of ancestors.get(parent) ?? []) above.add(ancestor)
				deepest = Math.max(deepest, depth.get(parent) ?? 0)
			}
			ancestors.set(id, above)
			depth.set(id, deepest + 1)
		}
	}
	return { ancestors, depth, waiting: [...incomplete].sort() }
}

/** Those of `ids` that are no ancestor of another, sorted. */
export function headsAmong(ids: Iterable<string>, graph: Graph): string[] {
	const all = [...ids]
	if (all.length < 2) return all
	const below = new Set<string>()
	for (const id of all) for (const ancestor of graph.ancestors.get(id) ?? []) below.add(ancestor)
	return all.filter((id) => !below.has(id)).sort()
}

export const areConcurrent = (a: string, b: string, graph: Graph): boolean =>
	a !== b && !graph.ancestors.get(a)?.has(b) && !graph.ancestors.get(b)?.has(a)
