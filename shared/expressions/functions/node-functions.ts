import type { Scope } from '../scope.ts'
import { ancestors, localName, type TreeNode } from '../tree.ts'
import { isNodes, type Value } from '../values.ts'
import { type FunctionTable, numberOf, one, several } from './function-row.ts'

const nodesOf = (value: Value): readonly TreeNode[] => (isNodes(value) ? value.nodes : [])

/** Returns the position of a node among its siblings of the same name, from 1. */
function positionOf(node: TreeNode | undefined): number {
	const siblings = (node?.parent?.children() ?? []).filter((each) => each.name === node?.name)
	return siblings.findIndex((each) => each.key === node?.key) + 1
}

/** Returns the nodes that are in the row with that number of each repeat given. */
function indexedRepeat([target = '', ...pairs]: readonly Value[], scope: Scope): Value {
	let nodes = nodesOf(target)
	for (let i = 0; i + 1 < pairs.length; i += 2) {
		const rows = new Set(nodesOf(pairs[i] as Value).map((row) => row.key))
		const index = numberOf(pairs[i + 1] as Value, scope)
		nodes = nodes.filter((node) => {
			const row = ancestors(node).find((above) => rows.has(above.key) || above.name === nameOf(pairs[i]))
			return row !== undefined && positionOf(row) === index
		})
	}
	return { nodes }
}
const nameOf = (rows: Value | undefined): string | undefined => nodesOf(rows ?? '')[0]?.name

/** Functions about nodes themselves: their position and their name. */
export const nodeFunctions: FunctionTable = {
	position: one((a) => positionOf(nodesOf(a)[0])),
	'indexed-repeat': several(3, 15, indexedRepeat),
	name: { ...one((a) => nodesOf(a)[0]?.name ?? ''), isPositional: true },
	'local-name': { ...one((a) => nodesOf(a).slice(0, 1).map(localName).join('')), isPositional: true },
	'namespace-uri': { ...one((a) => nodesOf(a)[0]?.uri ?? ''), isPositional: true },
}
