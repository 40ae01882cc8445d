/** The fields of a revision that the graph reads. */
export interface GraphNode {
	readonly id: string
	readonly parents: readonly string[]
}

/**
 * Set of ancestors of a revision, as bits, numbered parents first: for a record with ten thousand revisions
 * this needs megabytes, where sets of ids would need gigabytes.
 */
export class Ancestors implements Iterable<string> {
	readonly #numbers: ReadonlyMap<string, number>
	readonly #ids: readonly string[]
	readonly #words: Uint32Array

	/** `size` is the number of the revision itself: only lower numbers can be its ancestors. */
	constructor(numbers: ReadonlyMap<string, number>, ids: readonly string[], size: number) {
		this.#numbers = numbers
		this.#ids = ids
		this.#words = new Uint32Array((size + 31) >>> 5)
	}
	add(number: number): void {
		const word = number >>> 5
		this.#words[word] = (this.#words[word] ?? 0) | (1 << (number & 31))
	}
	addAll(others: Ancestors): void {
		for (const [word, bits] of others.#words.entries()) this.#words[word] = (this.#words[word] ?? 0) | bits
	}
	has(id: string): boolean {
		const number = this.#numbers.get(id)
		return number !== undefined && this.#hasNumber(number)
	}
	get size(): number {
		return [...this].length
	}
	*[Symbol.iterator](): Iterator<string> {
		for (let number = 0; number < this.#words.length * 32; number++)
			if (this.#hasNumber(number)) yield this.#ids[number] as string
	}
	/** Returns the union of several sets; null of an empty list. */
	static of(several: readonly Ancestors[]): Ancestors | null {
		const [first] = several
		if (!first) return null
		const all = new Ancestors(first.#numbers, first.#ids, first.#ids.length)
		for (const each of several) all.addAll(each)
		return all
	}
	/** Returns the intersection of several sets; null of an empty list. */
	static common(several: readonly Ancestors[]): Ancestors | null {
		const [first, ...others] = several
		if (!first) return null
		const common = new Ancestors(first.#numbers, first.#ids, 32 * first.#words.length)
		for (const [word, bits] of first.#words.entries())
			common.#words[word] = others.reduce((left, each) => left & (each.#words[word] ?? 0), bits)
		return common
	}
	#hasNumber(number: number): boolean {
		return (((this.#words[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1
	}
}

/** The parent graph of one record's revisions. */
export interface Graph {
	/** All ancestors of each revision, if all of them have arrived. */
	readonly ancestors: ReadonlyMap<string, Ancestors>
	/** Length of the longest path to a root, from 1. */
	readonly depth: ReadonlyMap<string, number>
	/** Revisions with an ancestor that has not arrived, sorted. */
	readonly waiting: readonly string[]
}

export function graphOf(nodes: ReadonlyMap<string, GraphNode>): Graph {
	const { order, waiting } = parentsFirst(nodes)
	const numbers = new Map(order.map((id, number) => [id, number]))
	const ancestors = new Map<string, Ancestors>()
	const depth = new Map<string, number>()
	for (const [number, id] of order.entries()) {
		const above = new Ancestors(numbers, order, number)
		let deepest = 0
		for (const parent of nodes.get(id)?.parents ?? []) {
			above.add(numbers.get(parent) as number)
			above.addAll(ancestors.get(parent) as Ancestors)
			deepest = Math.max(deepest, depth.get(parent) ?? 0)
		}
		ancestors.set(id, above)
		depth.set(id, deepest + 1)
	}
	return { ancestors, depth, waiting }
}

/** Sorts topologically without recursion: a long chain would overflow a phone's stack. */
function parentsFirst(nodes: ReadonlyMap<string, GraphNode>): { order: string[]; waiting: string[] } {
	const order: string[] = []
	const placed = new Set<string>()
	const incomplete = new Set<string>()
	const entered = new Set<string>()
	for (const start of nodes.keys()) {
		const stack = [start]
		while (stack.length > 0) {
			const id = stack.at(-1) as string
			const node = nodes.get(id)
			if (!node || placed.has(id) || incomplete.has(id)) {
				stack.pop()
				continue
			}
			const unknown = node.parents.filter(
				(parent) => nodes.has(parent) && !placed.has(parent) && !incomplete.has(parent),
			)
			// content ids cannot form a cycle; manipulated ones in a damaged store could
			if (unknown.length > 0 && !entered.has(id)) {
				entered.add(id)
				stack.push(...unknown)
				continue
			}
			stack.pop()
			if (node.parents.every((parent) => placed.has(parent))) {
				placed.add(id)
				order.push(id)
			} else incomplete.add(id)
		}
	}
	return { order, waiting: [...incomplete].sort() }
}

/** Returns the ids that are no ancestor of another one, sorted. */
export function findHeads(ids: Iterable<string>, graph: Graph): readonly string[] {
	const all = Array.isArray(ids) ? (ids as readonly string[]) : [...ids]
	if (all.length < 2) return all
	const above = Ancestors.of(
		all.flatMap((id) => {
			const own = graph.ancestors.get(id)
			return own ? [own] : []
		}),
	)
	return all.filter((id) => !above?.has(id)).sort()
}

export const areConcurrent = (a: string, b: string, graph: Graph): boolean =>
	a !== b && !graph.ancestors.get(a)?.has(b) && !graph.ancestors.get(b)?.has(a)
