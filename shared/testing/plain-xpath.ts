import { type BinaryOperator, type Expression, type PathStep, plainSteps } from '#shared/expressions/syntax'
import { unreachable } from '#shared/kernel/unreachable'
import { plainFunctions } from './plain-functions.ts'
import {
	absent,
	nodesOf,
	numberOf,
	type PlainNode,
	type PlainValue,
	spreadOut,
	truthOf,
} from './plain-values.ts'

export interface PlainContext {
	/** The question that contains the expression. */
	readonly from: PlainNode
	/** Start of relative paths: the question, or in brackets the node under test. */
	readonly here: PlainNode
	/** From 1, among the nodes tried in brackets. */
	readonly position: number
	readonly size: number
	/** True if a name means one question from there, relevant or not, and not one in each row. */
	readonly isOne: (name: string) => boolean
}

/**
 * Evaluates an expression slowly and plainly by the rules of XPath 1.0, over a complete record tree: the
 * reference for compiled expressions. docs/decisions/015 lists where forms differ from XPath.
 */
export function evaluatePlainly(expression: Expression, context: PlainContext): PlainValue {
	const inner = (part: Expression) => evaluatePlainly(part, context)
	switch (expression.kind) {
		case 'text':
		case 'number':
			return expression.value
		case 'negate':
			return -numberOf(inner(expression.operand))
		case 'binary':
			return operated(expression.operator, inner(expression.left), inner(expression.right))
		case 'reference':
			return orAbsent(referred(expression.name, context.from), expression.name, context)
		case 'path': {
			const { origin, steps } = expression
			const { from, isOne } = context
			const last = steps.at(-1)?.test ?? ''
			let nodes =
				origin === 'here' ? [context.here] : nodesOf(origin === 'root' ? [top(from)] : inner(origin))
			// inside of a repeat a path from the root means its own row, as in JavaRosa and Enketo
			if (origin === 'root' && plainSteps(expression) && isOne(last))
				return orAbsent(referred(last, from), last, context)
			for (const step of steps) nodes = walked(nodes, step, context)
			const isFromPlace = origin === 'here' && context.here !== from
			return plainSteps(expression) && !isFromPlace ? orAbsent(nodes, last, context) : nodes
		}
		case 'call': {
			if (expression.name === 'position') return context.position
			if (expression.name === 'last') return context.size
			const find = plainFunctions[expression.name]
			if (!find) throw new Error(`no plain ${expression.name}()`)
			return find(...expression.args.map(inner))
		}
		default:
			return unreachable(expression)
	}
}

const orAbsent = (
	nodes: readonly PlainNode[],
	name: string,
	{ isOne }: PlainContext,
): readonly PlainNode[] => (nodes.length === 0 && isOne(name) ? [absent] : nodes)

function operated(operator: BinaryOperator, left: PlainValue, right: PlainValue): PlainValue {
	const [a, b] = [numberOf(left), numberOf(right)]
	switch (operator) {
		case 'or':
			return truthOf(left) || truthOf(right)
		case 'and':
			return truthOf(left) && truthOf(right)
		case '=':
			return isEqual(left, right, true)
		case '!=':
			return isEqual(left, right, false)
		case '<':
			return anyPair(left, right, (x, y) => numberOf(x) < numberOf(y))
		case '<=':
			return anyPair(left, right, (x, y) => numberOf(x) <= numberOf(y))
		case '>':
			return anyPair(left, right, (x, y) => numberOf(x) > numberOf(y))
		case '>=':
			return anyPair(left, right, (x, y) => numberOf(x) >= numberOf(y))
		case '+':
			return a + b
		case '-':
			return a - b
		case '*':
			return a * b
		case 'div':
			return a / b
		case 'mod':
			return a % b
		case '|':
			return inOrder([...nodesOf(left), ...nodesOf(right)])
		default:
			return unreachable(operator)
	}
}

type One = string | number | boolean

/** Compares node sets by section 3.4: it is enough that one pair fits. */
const anyPair = (left: PlainValue, right: PlainValue, fits: (a: One, b: One) => boolean): boolean =>
	spreadOut(left).some((a) => spreadOut(right).some((b) => fits(a, b)))

/** Evaluates `=`, or `!=` if `isWanted` is false: a boolean is compared with whether there are any nodes. */
function isEqual(left: PlainValue, right: PlainValue, isWanted: boolean): boolean {
	if (typeof left === 'boolean' || typeof right === 'boolean')
		return (truthOf(left) === truthOf(right)) === isWanted
	return anyPair(left, right, (a, b) => {
		const isSame = typeof a === 'string' && typeof b === 'string' ? a === b : numberOf(a) === numberOf(b)
		return isSame === isWanted
	})
}

const rootOf = (node: PlainNode): PlainNode => (node.parent ? rootOf(node.parent) : node)
/** Returns the node of `/`: the form's own element is below it. */
const top = (node: PlainNode): PlainNode => ({
	name: '',
	answer: null,
	parent: null,
	children: [rootOf(node)],
	isRow: false,
})
const below = (node: PlainNode): PlainNode[] => [node, ...node.children.flatMap(below)]
const rowsAround = (node: PlainNode | null): PlainNode[] =>
	node === null ? [] : [...rowsAround(node.parent), ...(node.isRow ? [node] : [])]

/** Resolves `${name}`: every node of that name; inside the question's own rows only those in them. */
function referred(name: string, from: PlainNode): PlainNode[] {
	const own = rowsAround(from)
	const isElsewhere = (row: PlainNode) => own.some((mine) => mine.name === row.name && mine !== row)
	return below(rootOf(from)).filter(
		(node) => node.name === name && !rowsAround(node.parent).some(isElsewhere),
	)
}

function walked(nodes: readonly PlainNode[], step: PathStep, context: PlainContext): PlainNode[] {
	const found = nodes.flatMap((node) => {
		let reached = along(node, step.axis).filter(
			({ name }) => step.test === 'node()' || step.test === '*' || name === step.test,
		)
		for (const predicate of step.predicates)
			reached = reached.filter((here, i, { length: size }) => {
				const value = evaluatePlainly(predicate, { ...context, here, position: i + 1, size })
				return typeof value === 'number' ? value === i + 1 : truthOf(value)
			})
		return reached
	})
	return inOrder(found)
}

function along(node: PlainNode, axis: PathStep['axis']): readonly PlainNode[] {
	switch (axis) {
		case 'child':
			return node.children
		case 'self':
			return [node]
		case 'parent':
			return node.parent ? [node.parent] : []
		default:
			throw new Error(`no plain ${axis}::`)
	}
}

/** Returns each node once, in document order. */
function inOrder(nodes: readonly PlainNode[]): PlainNode[] {
	const [first] = nodes
	if (!first) return []
	const all = below(rootOf(first))
	return [...new Set(nodes)].sort((a, b) => all.indexOf(a) - all.indexOf(b))
}
