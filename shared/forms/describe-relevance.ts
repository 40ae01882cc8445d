import type { BinaryOperator, Expression } from '#shared/expressions/syntax'
import type { FormDependencies } from './dependencies.ts'
import type { Choice, FormDefinition } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'

/** A relevance in words, question by question. */
export type RelevanceCondition =
	| { readonly kind: 'all' | 'any'; readonly parts: readonly RelevanceCondition[] }
	| {
			readonly kind: 'is' | 'is-not' | 'ticked' | 'not-ticked'
			readonly node: FormNode
			readonly choice: Choice
	  }
	| {
			readonly kind: 'equal' | 'not-equal' | 'less' | 'at-most' | 'more' | 'at-least'
			readonly node: FormNode
			readonly value: string
	  }
	| { readonly kind: 'answered' | 'blank'; readonly node: FormNode }

/**
 * Describes the condition under which a part is asked, as a person with a printed form can check it. Null if
 * the expression needs more, such as a calculation or a function; then only the expression itself can be
 * printed.
 */
export function describeRelevance(
	node: FormNode,
	reads: FormDependencies,
	definition: FormDefinition,
	canBeSeen: (node: FormNode) => boolean,
): RelevanceCondition | null {
	const relevant = reads.expression(node, 'relevant')
	return relevant ? describeExpression(relevant) : null

	function describeExpression(expression: Expression): RelevanceCondition | null {
		if (expression.kind === 'call') return describeCall(expression.name, expression.args)
		if (expression.kind !== 'binary') return null
		const { operator, left, right } = expression
		if (operator === 'and' || operator === 'or')
			return together(operator === 'and' ? 'all' : 'any', [
				describeExpression(left),
				describeExpression(right),
			])
		return compare(operator, left, right)
	}
	function describeCall(name: string, [first, second]: readonly Expression[]): RelevanceCondition | null {
		if (name === 'not' && first) {
			const inner = describeExpression(first)
			return inner && negated(inner)
		}
		if (name !== 'selected' || !first || second?.kind !== 'text') return null
		const question = questionAt(first)
		const choice = question && choiceOf(question, second.value)
		return choice ? { kind: 'ticked', node: question, choice } : null
	}
	function compare(operator: BinaryOperator, left: Expression, right: Expression): RelevanceCondition | null {
		const kind = kinds[operator]
		const question = questionAt(left)
		const value = right.kind === 'text' || right.kind === 'number' ? String(right.value) : null
		if (!kind || !question || value === null) return null
		if (value === '') return kind === 'equal' || kind === 'not-equal' ? blankOr(kind, question) : null
		const choice = choiceOf(question, value)
		if (!choice)
			return question.part.kind === 'question' && question.part.list ? null : { kind, node: question, value }
		return kind === 'equal' || kind === 'not-equal'
			? { kind: kind === 'equal' ? 'is' : 'is-not', node: question, choice }
			: null
	}
	/** Returns the question, if it is on the printed form. */
	function questionAt(expression: Expression): FormNode | null {
		const found = reads.nodeOf(expression, node)
		return found && found.part.kind === 'question' && canBeSeen(found) ? found : null
	}
	function choiceOf({ part }: FormNode, name: string): Choice | undefined {
		const list = part.kind === 'question' ? part.list : undefined
		return list === undefined ? undefined : definition.choices[list]?.find((choice) => choice.name === name)
	}
}

const blankOr = (kind: 'equal' | 'not-equal', node: FormNode): RelevanceCondition => ({
	kind: kind === 'equal' ? 'blank' : 'answered',
	node,
})

const kinds: {
	readonly [Operator in BinaryOperator]?: Extract<RelevanceCondition, { value: string }>['kind']
} = {
	'=': 'equal',
	'!=': 'not-equal',
	'<': 'less',
	'<=': 'at-most',
	'>': 'more',
	'>=': 'at-least',
}

function together(
	kind: 'all' | 'any',
	parts: readonly (RelevanceCondition | null)[],
): RelevanceCondition | null {
	const known = parts.filter((part) => part !== null)
	if (known.length < parts.length) return null
	return { kind, parts: known.flatMap((part) => (part.kind === kind ? part.parts : [part])) }
}

const opposites = {
	is: 'is-not',
	'is-not': 'is',
	ticked: 'not-ticked',
	'not-ticked': 'ticked',
	equal: 'not-equal',
	'not-equal': 'equal',
	less: 'at-least',
	'at-least': 'less',
	more: 'at-most',
	'at-most': 'more',
	answered: 'blank',
	blank: 'answered',
	all: 'any',
	any: 'all',
} as const satisfies Readonly<Record<RelevanceCondition['kind'], RelevanceCondition['kind']>>

function negated(condition: RelevanceCondition): RelevanceCondition {
	const kind = opposites[condition.kind]
	const inverse = { ...condition, kind } as RelevanceCondition
	return 'parts' in inverse ? { ...inverse, parts: inverse.parts.map(negated) } : inverse
}
