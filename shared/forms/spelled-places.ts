import { parse } from '#shared/expressions/parse'
import type { Expression } from '#shared/expressions/syntax'
import { isExpression } from './compile-form.ts'
import type { FormDefinition } from './form-definition.ts'
import { expressionText, type nodesOf } from './form-nodes.ts'

/** Functions whose result says how far, how large, how many or whether, and not where. */
const measures: ReadonlySet<string> = new Set([
	...['distance', 'area', 'enclosed-area', 'geofence'],
	...['count', 'count-non-empty', 'count-selected', 'count-items', 'string-length', 'position'],
	...['boolean', 'boolean-from-string', 'not', 'empty', 'selected', 'item-present', 'regex'],
	...['starts-with', 'ends-with', 'contains', 'checklist', 'weighted-checklist'],
	...['name', 'local-name', 'namespace-uri'],
])
const comparisons: ReadonlySet<string> = new Set(['or', 'and', '=', '!=', '<', '<=', '>', '>='])

/** True for a step of a path to every question there, without a name. */
const isForAny = (axis: string, test: string): boolean =>
	test === '*' || (test === 'node()' && axis !== 'self' && axis !== 'parent')

/**
 * True if the result of an expression contains something of the answers to these questions. Questions are
 * compared by name: too many are found where several have one name, never too few.
 */
function spells(expression: Expression, names: ReadonlySet<string>): boolean {
	const anyOf = (parts: readonly Expression[]) => parts.some((part) => spells(part, names))
	switch (expression.kind) {
		case 'reference':
			return names.has(expression.name)
		case 'path':
			return typeof expression.origin === 'object'
				? spells(expression.origin, names) || expression.steps.some(({ test }) => names.has(test))
				: expression.steps.some(({ axis, test }) => names.has(test) || isForAny(axis, test))
		case 'call':
			if (measures.has(expression.name)) return false
			// the condition decides which result, and is in neither
			return anyOf(expression.name === 'if' ? expression.args.slice(1) : expression.args)
		case 'binary':
			return !comparisons.has(expression.operator) && anyOf([expression.left, expression.right])
		case 'negate':
			return spells(expression.operand, names)
		default:
			return false
	}
}

type PlaceNode = ReturnType<typeof nodesOf>[number]

const parsedIn = (sources: readonly (string | undefined)[]): Expression[] =>
	sources.flatMap((source) => {
		const read = source === undefined ? null : parse(source)
		return read && 'expression' in read ? [read.expression] : []
	})

/**
 * Returns the values that say where one of these locations is: calculated from it, directly or through others,
 * in whatever notation, or offered as a default. A distance from it, and a decision about it, are none.
 */
export function findSpelledPlaces(
	{ instanceName }: FormDefinition,
	{ nodes, places }: { readonly nodes: readonly PlaceNode[]; readonly places: readonly PlaceNode[] },
): { readonly spelled: readonly PlaceNode[]; readonly isInName: boolean } {
	const names = new Set(places.map(({ part }) => part.name))
	const spelled = new Set<PlaceNode>()
	if (names.size === 0) return { spelled: [], isInName: false }
	const calculated = nodes.flatMap((node) => {
		const byDefault = expressionText(node.part, 'default') ?? ''
		const expressions = parsedIn([
			expressionText(node.part, 'calculation'),
			isExpression(byDefault) ? byDefault : undefined,
		])
		return expressions.length > 0 && !places.includes(node) ? [{ node, expressions }] : []
	})
	for (let before = -1; before < spelled.size; ) {
		before = spelled.size
		for (const { node, expressions } of calculated)
			if (!spelled.has(node) && expressions.some((each) => spells(each, names))) {
				spelled.add(node)
				names.add(node.part.name)
			}
	}
	return { spelled: [...spelled], isInName: parsedIn([instanceName]).some((each) => spells(each, names)) }
}
