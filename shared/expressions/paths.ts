import type { NameResolver, ReferenceMode } from './names.ts'
import type { Evaluate } from './scope.ts'
import { type Expression, isSelf, type Path, type PathStep, plainSteps } from './syntax.ts'
import { inDocumentOrder, selectStep, type TreeNode } from './tree.ts'
import { isNodes, toTruth } from './values.ts'

type CompileWithin = (expression: Expression, names: NameResolver, isAtPlace: boolean) => Evaluate

/** Compiles a path: directly to the answer if it only names questions, else from node to node. */
export function compilePath(
	path: Path,
	names: NameResolver,
	{ isAtPlace, mode }: { readonly isAtPlace: boolean; readonly mode: ReferenceMode },
	compile: CompileWithin,
): Evaluate {
	const { origin } = path
	const isFromPlace = isAtPlace && origin === 'here'
	if (!isFromPlace && typeof origin === 'string') {
		if (isSelf(path)) return (scope) => scope.self
		const steps = plainSteps(path)
		const straight = steps && names.plain(steps, origin, mode)
		if (straight) return straight
	}
	const start: Evaluate = isFromPlace
		? ({ position }) => ({ nodes: position ? [position.node] : [] })
		: (names.start(path) ?? compile(origin as Expression, names, isAtPlace))
	const isReference = typeof origin !== 'string' && origin.kind === 'reference'
	const steps = path.steps.map((step) =>
		step.isFilter ? compileFilter(step, isReference, names, compile) : compileStep(step, names, compile),
	)
	return (scope) => {
		const from = start(scope)
		let nodes = isNodes(from) ? from.nodes : []
		for (const step of steps) nodes = step(nodes, scope)
		return { nodes }
	}
}

type Walk = (nodes: readonly TreeNode[], scope: Parameters<Evaluate>[0]) => readonly TreeNode[]

/** Axes on which two nodes cannot meet, and that continue in document order. */
const straightOn: readonly PathStep['axis'][] = ['child', 'self', 'attribute']

function compileStep(step: PathStep, names: NameResolver, compile: CompileWithin): Walk {
	const meeting = compilePredicates(step, names, compile)
	const isStraight = straightOn.includes(step.axis)
	return (nodes, scope) => {
		// predicates after `//` and the like count per node that the step begins at
		const found = nodes.flatMap((node) => meeting(selectStep(node, step), scope))
		return isStraight ? found : inDocumentOrder(found)
	}
}

/**
 * Compiles brackets after a whole expression: `(//item)[2]` is the second of all (XPath 1.0, 3.3). A
 * `${name}` stands for a path, whose last step the brackets belong to, so that rows are counted within the
 * row around them, as in pyxform and JavaRosa.
 */
function compileFilter(
	step: PathStep,
	isReference: boolean,
	names: NameResolver,
	compile: CompileWithin,
): Walk {
	const meeting = compilePredicates(step, names, compile)
	return (nodes, scope) => {
		if (!isReference) return meeting(nodes, scope)
		const byParent = new Map<unknown, TreeNode[]>()
		for (const node of nodes) {
			const key = node.parent?.key
			byParent.set(key, [...(byParent.get(key) ?? []), node])
		}
		return [...byParent.values()].flatMap((siblings) => meeting(siblings, scope))
	}
}

function compilePredicates(step: PathStep, names: NameResolver, compile: CompileWithin): Walk {
	const predicates = step.predicates.map((each) => compile(each, names, true))
	return (nodes, scope) => {
		let left = nodes
		for (const predicate of predicates)
			left = left.filter((each, i, all) => {
				const value = predicate({ ...scope, position: { node: each, position: i + 1, size: all.length } })
				return typeof value === 'number' ? value === i + 1 : toTruth(value)
			})
		return left
	}
}
