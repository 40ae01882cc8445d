import type { AnswerSource } from '#shared/expressions/scope'
import type { TreeNode } from '#shared/expressions/tree'
import { toText } from '#shared/expressions/values'
import { inRow, rowOf } from './answers.ts'
import type { FormNode } from './form-nodes.ts'

/** A record as paths see it: what is not asked is not there, and a repeat is its rows. Nodes are made when asked for. */
export interface RecordTree {
	/** What `/` means. */
	root(): TreeNode
	/** A part at an instance path; a row of a repeat at the path of the row. */
	at(node: FormNode, path: string): TreeNode
}

export function recordTree(roots: readonly FormNode[], answers: AnswerSource): RecordTree {
	const top: TreeNode = {
		kind: 'root',
		name: '',
		parent: null,
		key: '/',
		children: () => [whole],
		attributes: () => [],
		value: () => whole.value(),
	}
	const whole: TreeNode = {
		kind: 'element',
		name: 'data',
		parent: top,
		key: '/data',
		children: () => instancesOf(roots, ''),
		attributes: () => [],
		value: () => textOf(whole),
	}
	const at = (node: FormNode, path: string): TreeNode => new RecordNode(node, path)

	function instancesOf(nodes: readonly FormNode[], row: string): TreeNode[] {
		return nodes.flatMap((node) => {
			const path = inRow(row, node.suffix)
			if (node.part.kind === 'repeat') return answers.rows(path).map((each) => at(node, each))
			return answers.isAsked(path) ? [at(node, path)] : []
		})
	}

	class RecordNode implements TreeNode {
		readonly kind = 'element'
		readonly #node: FormNode
		readonly key: string
		constructor(node: FormNode, path: string) {
			this.#node = node
			this.key = path
		}
		get name() {
			return this.#node.part.name
		}
		get parent(): TreeNode {
			const { parent } = this.#node
			if (!parent) return whole
			const row = rowOf(this.key)
			return at(parent, parent.part.kind === 'repeat' ? row : inRow(row, parent.suffix))
		}
		children(): readonly TreeNode[] {
			const { part, children } = this.#node
			return instancesOf(children, part.kind === 'repeat' ? this.key : rowOf(this.key))
		}
		attributes(): readonly TreeNode[] {
			return []
		}
		value(): string | number {
			if (this.#node.part.kind !== 'question') return textOf(this)
			const answer = answers.read(this.key)
			return typeof answer === 'number' ? answer : toText(answer)
		}
	}
	return { root: () => top, at }
}

const textOf = (node: TreeNode): string =>
	node
		.children()
		.map((child) => String(child.value()))
		.join('')
