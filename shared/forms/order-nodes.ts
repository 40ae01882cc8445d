import type { FormNode } from './form-nodes.ts'

/**
 * Sorts nodes by dependencies (Kahn's algorithm), in document order where it is free. Returns a full ring if
 * there is one.
 */
export function inDependencyOrder(nodes: readonly FormNode[]): { order: FormNode[] } | { ring: string[] } {
	const waitsFor = new Map(nodes.map((node) => [node, 0]))
	for (const node of nodes)
		for (const dependent of following(node)) waitsFor.set(dependent, (waitsFor.get(dependent) ?? 0) + 1)
	const ready = nodes.filter((node) => waitsFor.get(node) === 0).reverse()
	const order: FormNode[] = []
	for (let node = ready.pop(); node; node = ready.pop()) {
		order.push(node)
		const freed: FormNode[] = []
		for (const dependent of following(node)) {
			const left = (waitsFor.get(dependent) ?? 0) - 1
			waitsFor.set(dependent, left)
			if (left === 0) freed.push(dependent)
		}
		ready.push(...freed.sort((a, b) => b.index - a.index))
	}
	if (order.length === nodes.length) return { order }
	return { ring: findCycle(new Set(nodes.filter((node) => (waitsFor.get(node) ?? 0) > 0))) }
}

/**
 * Finds a ring: every node left over has one left over before it, so that walking backwards must come round.
 */
function findCycle(stuck: ReadonlySet<FormNode>): string[] {
	const before = new Map<FormNode, FormNode>()
	for (const node of stuck) for (const next of following(node)) if (stuck.has(next)) before.set(next, node)
	const seen: FormNode[] = []
	let here = [...stuck].find((node) => before.has(node))
	while (here && !seen.includes(here)) {
		seen.push(here)
		here = before.get(here)
	}
	const start = here ? seen.indexOf(here) : 0
	return seen
		.slice(start)
		.reverse()
		.map((node) => node.template)
}

/** Returns the nodes that come after a node: those that depend on it, and those in it. */
export const following = (node: FormNode): Set<FormNode> =>
	new Set([...node.dependents.keys(), ...node.children])
