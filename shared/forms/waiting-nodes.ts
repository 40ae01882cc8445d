import type { FormNode } from './form-nodes.ts'

/** Nodes that wait to be updated, each in some rows, in the order in which they depend on each other. */
export class WaitingNodes {
	readonly #inOrder: readonly FormNode[]
	readonly #rows = new Map<FormNode, Set<string>>()
	/** Rank to continue from; before the first `next`, the lowest of all that wait. */
	#rank: number
	#last = 0
	#isBegun = false
	constructor(inOrder: readonly FormNode[]) {
		this.#inOrder = inOrder
		this.#rank = inOrder.length
	}
	/** Adds rows of a node. After `next`, its rank must be higher than that of the last node: others are not returned. */
	add(node: FormNode, rows: Iterable<string>): void {
		const under = this.#rows.get(node) ?? new Set()
		for (const row of rows) under.add(row)
		this.#rows.set(node, under)
		this.#rank = Math.min(this.#rank, node.rank)
		this.#last = Math.max(this.#last, node.rank)
	}
	/** Returns the next node and its rows; null after the last one. */
	next(): { readonly node: FormNode; readonly under: ReadonlySet<string> } | null {
		if (this.#isBegun) this.#rank++
		this.#isBegun = true
		for (; this.#rank <= this.#last; this.#rank++) {
			const node = this.#inOrder[this.#rank] as FormNode
			const under = this.#rows.get(node)
			if (under) return { node, under }
		}
		return null
	}
}
