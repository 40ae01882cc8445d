import {
	parseXml,
	XmlCdata,
	XmlComment,
	XmlElement,
	type XmlNode,
	XmlProcessingInstruction,
	XmlText,
} from '@rgrove/parse-xml'
import type { TreeNode } from '#shared/expressions/tree'

/**
 * Parses an XML file for paths, for files that a form reads with `instance()`. White space between elements
 * is preserved, as XPath requires.
 * @throws Error with the line, if the text is not XML
 */
export function readXml(text: string): TreeNode {
	const document = parseXml(text, {
		preserveComments: true,
		ignoreUndefinedEntities: true,
	})
	return new XmlRoot(document.children)
}

class XmlRoot implements TreeNode {
	readonly kind = 'root'
	readonly name = ''
	readonly parent = null
	readonly #children: readonly TreeNode[]
	constructor(children: readonly XmlNode[]) {
		this.#children = nodesOf(children, this, { '': '' })
	}
	get key() {
		return this
	}
	children() {
		return this.#children
	}
	attributes() {
		return []
	}
	value() {
		return textOf(this)
	}
}

type Prefixes = Readonly<Record<string, string>>

class Leaf implements TreeNode {
	readonly kind: TreeNode['kind']
	readonly name: string
	readonly uri: string
	readonly parent: TreeNode
	readonly #text: string
	constructor(kind: TreeNode['kind'], name: string, text: string, parent: TreeNode, uri = '') {
		this.kind = kind
		this.name = name
		this.#text = text
		this.parent = parent
		this.uri = uri
	}
	get key() {
		return this
	}
	children() {
		return []
	}
	attributes() {
		return []
	}
	value() {
		return this.#text
	}
}

class Element implements TreeNode {
	readonly kind = 'element'
	readonly name: string
	readonly uri: string
	readonly parent: TreeNode
	readonly #children: readonly TreeNode[]
	readonly #attributes: readonly TreeNode[]
	constructor(element: XmlElement, parent: TreeNode, above: Prefixes) {
		this.name = element.name
		this.parent = parent
		const prefixes: Record<string, string> = { ...above }
		for (const [name, value] of Object.entries(element.attributes)) {
			if (name === 'xmlns') prefixes[''] = value
			else if (name.startsWith('xmlns:')) prefixes[name.slice(6)] = value
		}
		this.uri = prefixes[prefixOf(element.name)] ?? ''
		this.#attributes = Object.entries(element.attributes)
			.filter(([name]) => !/^xmlns(:|$)/.test(name))
			.map(
				([name, value]) =>
					new Leaf(
						'attribute',
						name,
						value,
						this,
						name.includes(':') ? (prefixes[prefixOf(name)] ?? '') : '',
					),
			)
		this.#children = nodesOf(element.children, this, prefixes)
	}
	get key() {
		return this
	}
	children() {
		return this.#children
	}
	attributes() {
		return this.#attributes
	}
	value() {
		return textOf(this)
	}
}

const prefixOf = (name: string): string => (name.includes(':') ? name.slice(0, name.indexOf(':')) : '')

function nodesOf(nodes: readonly XmlNode[], parent: TreeNode, prefixes: Prefixes): TreeNode[] {
	return nodes.flatMap((node): TreeNode[] => {
		if (node instanceof XmlElement) return [new Element(node, parent, prefixes)]
		if (node instanceof XmlText || node instanceof XmlCdata) return [new Leaf('text', '', node.text, parent)]
		if (node instanceof XmlComment) return [new Leaf('other', '', node.content, parent)]
		if (node instanceof XmlProcessingInstruction) return [new Leaf('other', node.name, node.content, parent)]
		return []
	})
}

const textOf = (node: TreeNode): string =>
	node
		.children()
		.filter((child) => child.kind !== 'other')
		.map((child) => String(child.value()))
		.join('')
