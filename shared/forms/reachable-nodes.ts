import { type Expression, type Path, type PathStep, walk } from '#shared/expressions/syntax'
import type { FormNode } from './form-nodes.ts'

/** A node of the form, or null for the whole record. */
type Spot = FormNode | null

/**
 * Returns every node that a path may read, whatever the answers: the ends of its steps, the nodes that its
 * predicates read, and everything inside, since a group's value is the text of its contents.
 */
export function collectReachableNodes(
	{ origin, steps }: Path,
	from: Spot,
	roots: readonly FormNode[],
	readsText = true,
): ReadonlySet<FormNode> {
	const reached = new Set<FormNode>()
	const follow = (steps: readonly PathStep[], start: readonly Spot[], readsText: boolean): void => {
		let spots: readonly Spot[] = start
		for (const step of steps) {
			spots = [...new Set(spots.flatMap((spot) => along(spot, step, roots)))]
			// `//` passes everything that it does not stop at
			if (step.axis !== 'descendant-or-self' || step === steps.at(-1) || step.predicates.length > 0)
				for (const spot of spots) if (spot) reached.add(spot)
			for (const predicate of step.predicates) followPredicate(predicate, spots)
		}
		if (!readsText) return
		for (const spot of spots)
			for (const inside of spot ? everythingIn(spot) : roots.flatMap(everythingIn)) reached.add(inside)
	}
	/** Follows a relative path in brackets, which begins at the nodes under test. */
	const followPredicate = (expression: Expression, spots: readonly Spot[]): void =>
		walk(expression, (part) => {
			if (part.kind === 'path' && part.origin === 'here') follow(part.steps, spots, true)
		})
	// the first step from the root is the form itself, except for `//`
	const isNamed = origin === 'root' && steps[0]?.axis === 'child'
	follow(isNamed ? steps.slice(1) : steps, [origin === 'root' ? null : from], readsText)
	return reached
}

function along(spot: Spot, { axis, test }: PathStep, roots: readonly FormNode[]): readonly Spot[] {
	const below = spot ? spot.children : roots
	const named = (nodes: readonly FormNode[]) =>
		/[*()]/.test(test) ? nodes : nodes.filter((node) => node.part.name === test)
	switch (axis) {
		case 'child':
			return named(below)
		case 'self':
			return [spot]
		case 'parent':
			return spot ? [spot.parent] : []
		case 'descendant':
		case 'descendant-or-self':
			return [...(axis === 'descendant' ? [] : [spot]), ...named(below.flatMap(everythingIn))]
		case 'attribute':
		case 'namespace':
			return []
		default:
			// siblings, preceding, following, ancestors: rare enough to include all of the form
			return named(roots.flatMap(everythingIn))
	}
}

const everythingIn = (node: FormNode): FormNode[] => [node, ...node.children.flatMap(everythingIn)]
