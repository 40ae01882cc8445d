import type { PathStep } from './syntax.ts'

/**
 * A node that a path can reach: a question or row of the record, an item of a choice list, an element of an
 * attached file. Made on demand and not stored.
 */
export interface TreeNode {
	readonly kind: 'root' | 'element' | 'attribute' | 'text' | 'other'
	/** As written, with its prefix; empty for root and text. */
	readonly name: string
	/** The namespace, if there is one. */
	readonly uri?: string
	readonly parent: TreeNode | null
	/** Its children in document order, without attributes. */
	children(): readonly TreeNode[]
	/** Its children with a name; only for nodes that find them faster than a search through all. */
	childrenNamed?(name: string): readonly TreeNode[]
	attributes(): readonly TreeNode[]
	/** An answer, or the text of everything below. */
	value(): string | number
	/** Equal for two views of the same node. */
	readonly key: unknown
}

/** Prefixes that forms use without declaring them. */
const namespaces: Readonly<Record<string, string>> = {
	xhtml: 'http://www.w3.org/1999/xhtml',
	h: 'http://www.w3.org/1999/xhtml',
	jr: 'http://openrosa.org/javarosa',
	orx: 'http://openrosa.org/xforms',
	enk: 'http://enketo.org/xforms',
	ev: 'http://www.w3.org/2001/xml-events',
	xsd: 'http://www.w3.org/2001/XMLSchema',
}

/**
 * Returns the nodes that one step reaches from `node`, nearest first. A name without prefix means elements of
 * any namespace, since forms write them so, but attributes without one.
 */
export function selectStep(node: TreeNode, { axis, test }: PathStep): readonly TreeNode[] {
	if (axis === 'child' && node.childrenNamed && !/[*(:]/.test(test)) return node.childrenNamed(test)
	const found = along(node, axis)
	const principal = axis === 'attribute' ? 'attribute' : 'element'
	switch (test) {
		case 'node()':
			return found
		case 'text()':
			return found.filter((each) => each.kind === 'text')
		case 'comment()':
		case 'processing-instruction()':
			return found.filter((each) => each.kind === 'other')
		case '*':
			return found.filter((each) => each.kind === principal)
		default:
			return found.filter((each) => each.kind === principal && isNamed(each, test))
	}
}

function isNamed(node: TreeNode, test: string): boolean {
	if (node.name === test) return true
	const colon = test.indexOf(':')
	if (colon < 0) return node.kind === 'element' && localName(node) === test
	const prefix = test.slice(0, colon)
	const local = test.slice(colon + 1)
	if (local !== '*' && localName(node) !== local) return false
	return node.name.startsWith(`${prefix}:`) || (node.uri !== undefined && namespaces[prefix] === node.uri)
}

export const localName = ({ name }: TreeNode): string => name.slice(name.indexOf(':') + 1)

function along(node: TreeNode, axis: PathStep['axis']): readonly TreeNode[] {
	switch (axis) {
		case 'child':
			return node.children()
		case 'self':
			return [node]
		case 'parent':
			return node.parent ? [node.parent] : []
		case 'attribute':
			return node.attributes()
		case 'namespace':
			return []
		case 'descendant':
			return descendants(node)
		case 'descendant-or-self':
			return [node, ...descendants(node)]
		case 'ancestor':
			return ancestors(node)
		case 'ancestor-or-self':
			return [node, ...ancestors(node)]
		case 'following-sibling':
			return siblings(node, true)
		case 'preceding-sibling':
			return siblings(node, false)
		case 'following':
			return [node, ...ancestors(node)]
				.flatMap((each) => siblings(each, true))
				.flatMap((each) => [each, ...descendants(each)])
		case 'preceding':
			return [node, ...ancestors(node)]
				.flatMap((each) => siblings(each, false))
				.flatMap((each) => [...descendants(each).reverse(), each])
	}
}

const descendants = (node: TreeNode): TreeNode[] =>
	node.children().flatMap((child) => [child, ...descendants(child)])

export const ancestors = (node: TreeNode): TreeNode[] =>
	node.parent ? [node.parent, ...ancestors(node.parent)] : []

function siblings(node: TreeNode, after: boolean): TreeNode[] {
	const children = node.parent?.children() ?? []
	const at = children.findIndex((each) => each.key === node.key)
	if (at < 0) return []
	return after ? children.slice(at + 1) : children.slice(0, at).reverse()
}

/** Returns each node once, in document order, as `|`, `//` and the upward axes need it. */
export function inDocumentOrder(nodes: readonly TreeNode[]): readonly TreeNode[] {
	const once = new Map(nodes.map((node) => [node.key, node]))
	if (once.size < 2) return [...once.values()]
	const placed = [...once.values()].map((node) => ({ node, place: placeOf(node) }))
	placed.sort((a, b) => compare(a.place, b.place))
	return placed.map(({ node }) => node)
}

/** Path from the root as numbers; attributes come before children. */
function placeOf(node: TreeNode): number[] {
	const { parent } = node
	if (!parent) return []
	const isAttribute = node.kind === 'attribute'
	const nodes = isAttribute ? parent.attributes() : parent.children()
	const at = nodes.findIndex((each) => each.key === node.key)
	return [...placeOf(parent), isAttribute ? at - nodes.length : at]
}

function compare(a: readonly number[], b: readonly number[]): number {
	for (let i = 0; i < a.length && i < b.length; i++) {
		const difference = (a[i] as number) - (b[i] as number)
		if (difference !== 0) return difference
	}
	return a.length - b.length
}
