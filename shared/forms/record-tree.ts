import type { AnswerSource } from '#shared/expressions/scope'
import type { TreeNode } from '#shared/expressions/tree'
import { toText } from '#shared/expressions/values'
import { inRow, rowOf } from './answers.ts'
import type { FormNode } from './form-nodes.ts'

/**
 * A record as paths read it: parts that are not asked do not exist, and a repeat is its rows. Nodes are made
 * on demand.
 */
export class RecordTree {
	readonly #roots: readonly FormNode[]
	readonly answers: AnswerSource
	/** Node that `/` means. */
	readonly root: TreeNode
	/** The form's own element, whatever name a path has for it. */
	readonly whole: TreeNode
	constructor(roots: readonly FormNode[], answers: AnswerSource) {
		this.#roots = roots
		this.answers = answers
		this.root = new Top('root', '', null, () => [this.whole])
		this.whole = new Top('element', 'data', this.root, () => this.instancesOf(this.#roots, ''))
	}
	/** Returns the node of a part at an instance path; of a repeat, at the path of a row. */
	at(node: FormNode, path: string): TreeNode {
		return new RecordNode(this, node, path)
	}
	instancesOf(nodes: readonly FormNode[], row: string): TreeNode[] {
		return nodes.flatMap((node) => {
			const path = inRow(row, node.suffix)
			if (node.part.kind === 'repeat') return this.answers.rows(path).map((each) => this.at(node, each))
			return this.answers.isRelevant(path) ? [this.at(node, path)] : []
		})
	}
}

class Top implements TreeNode {
	readonly kind: TreeNode['kind']
	readonly name: string
	readonly parent: TreeNode | null
	readonly children: () => readonly TreeNode[]
	constructor(
		kind: TreeNode['kind'],
		name: string,
		parent: TreeNode | null,
		children: () => readonly TreeNode[],
	) {
		this.kind = kind
		this.name = name
		this.parent = parent
		this.children = children
	}
	get key() {
		return `/${this.name}`
	}
	attributes() {
		return []
	}
	value() {
		return textOf(this)
	}
}

class RecordNode implements TreeNode {
	readonly kind = 'element'
	readonly #tree: RecordTree
	readonly #node: FormNode
	readonly key: string
	constructor(tree: RecordTree, node: FormNode, path: string) {
		this.#tree = tree
		this.#node = node
		this.key = path
	}
	get name() {
		return this.#node.part.name
	}
	get parent(): TreeNode {
		const { parent } = this.#node
		if (!parent) return this.#tree.whole
		const row = rowOf(this.key)
		return this.#tree.at(parent, parent.part.kind === 'repeat' ? row : inRow(row, parent.suffix))
	}
	children(): readonly TreeNode[] {
		const { part, children } = this.#node
		return this.#tree.instancesOf(children, part.kind === 'repeat' ? this.key : rowOf(this.key))
	}
	attributes(): readonly TreeNode[] {
		return []
	}
	value(): string | number {
		if (this.#node.part.kind !== 'question') return textOf(this)
		const answer = this.#tree.answers.read(this.key)
		return typeof answer === 'number' ? answer : toText(answer)
	}
}

const textOf = (node: TreeNode): string =>
	node
		.children()
		.map((child) => toText(child.value()))
		.join('')
