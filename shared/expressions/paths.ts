import type { Asked, Names } from './names.ts'
import type { Evaluate } from './scope.ts'
import { type Expression, isSelf, type Path, plainSteps, type Step } from './syntax.ts'
import { inDocumentOrder, reach, type TreeNode } from './tree.ts'
import { isNodes, toTruth } from './values.ts'

type CompileWithin = (expression: Expression, names: Names, isAtPlace: boolean) => Evaluate

/** A path as a closure: straight to the answer where it only names questions, else from node to node. */
export function compilePath(
	path: Path,
	names: Names,
	{ isAtPlace, asks }: { readonly isAtPlace: boolean; readonly asks: Asked },
	compile: CompileWithin,
): Evaluate {
	const { origin } = path
	const isFromPlace = isAtPlace && origin === 'here'
	if (!isFromPlace && typeof origin === 'string') {
		if (isSelf(path)) return (scope) => scope.self
		const steps = plainSteps(path)
		const straight = steps && names.plain(steps, origin, asks)
		if (straight) return straight
	}
	const start: Evaluate = isFromPlace
		? ({ place }) => ({ nodes: place ? [place.node] : [] })
		: (names.start(path) ?? compile(origin as Expression, names, isAtPlace))
	const steps = path.steps.map((step) => compileStep(step, names, compile))
	return (scope) => {
		const from = start(scope)
		let nodes = isNodes(from) ? from.nodes : []
		for (const step of steps) nodes = step(nodes, scope)
		return { nodes }
	}
}

type Walk = (nodes: readonly TreeNode[], scope: Parameters<Evaluate>[0]) => readonly TreeNode[]

/** Ways on which two nodes cannot meet, and that go on in the order of the document. */
const straightOn: readonly Step['axis'][] = ['child', 'self', 'attribute']

function compileStep(step: Step, names: Names, compile: CompileWithin): Walk {
	const predicates = step.predicates.map((each) => compile(each, names, true))
	const isStraight = straightOn.includes(step.axis)
	return (nodes, scope) => {
		// predicates after `//` and the like count per node that the step begins at
		const found = nodes.flatMap((node) => {
			let reached = reach(node, step)
			for (const predicate of predicates)
				reached = reached.filter((each, i, all) => {
					const value = predicate({ ...scope, place: { node: each, position: i + 1, size: all.length } })
					return typeof value === 'number' ? value === i + 1 : toTruth(value)
				})
			return reached
		})
		return isStraight ? found : inDocumentOrder(found)
	}
}
