/**
 * Syntax tree of the XLSForm expression language: XPath 1.0 as forms use it, with `${name}` for a question.
 */
export type Expression =
	| { readonly kind: 'text'; readonly value: string }
	| { readonly kind: 'number'; readonly value: number }
	/** `${name}`, or `${last-saved#name}`: the answer of the last saved record of this form on this phone. */
	| { readonly kind: 'reference'; readonly name: string; readonly lastSaved?: true }
	| Path
	| { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
	| {
			readonly kind: 'binary'
			readonly operator: BinaryOperator
			readonly left: Expression
			readonly right: Expression
	  }
	| { readonly kind: 'negate'; readonly operand: Expression }

/**
 * `.`, `../x`, `/data/group/x`, `instance('list')/root/item[name = ${x}]/label`, a bare `column` in a choice
 * filter.
 */
export interface Path {
	readonly kind: 'path'
	/**
	 * `here`: the question (inside of brackets the node under test); `root`: the whole record; else the result
	 * of another expression.
	 */
	readonly origin: 'here' | 'root' | Expression
	readonly steps: readonly PathStep[]
}

export interface PathStep {
	readonly axis: Axis
	/**
	 * A name (with its prefix, if it has one), `*`, `prefix:*`, `node()`, `text()`, `comment()` or
	 * `processing-instruction()`.
	 */
	readonly test: string
	/** The expressions in brackets. */
	readonly predicates: readonly Expression[]
	/** True for brackets after a whole expression: they count among all of its nodes. */
	readonly isFilter?: true
}

export const axes = [
	'child',
	'self',
	'parent',
	'descendant',
	'descendant-or-self',
	'ancestor',
	'ancestor-or-self',
	'following-sibling',
	'preceding-sibling',
	'following',
	'preceding',
	'attribute',
	'namespace',
] as const
export type Axis = (typeof axes)[number]

export type BinaryOperator =
	| 'or'
	| 'and'
	| '='
	| '!='
	| '<'
	| '<='
	| '>'
	| '>='
	| '+'
	| '-'
	| '*'
	| 'div'
	| 'mod'
	| '|'

/**
 * Binding strength; all operators associate to the left. A minus sign before a value comes between `*` and
 * `|`.
 */
export const strength: Readonly<Record<BinaryOperator, number>> = {
	or: 1,
	and: 2,
	'=': 3,
	'!=': 3,
	'<': 4,
	'<=': 4,
	'>': 4,
	'>=': 4,
	'+': 5,
	'-': 5,
	'*': 6,
	div: 6,
	mod: 6,
	'|': 8,
}
export const strengthOfMinus = 7

/** Calls `visit` on the expression and on everything inside it, brackets included. */
export function walk(expression: Expression, visit: (part: Expression) => void): void {
	visit(expression)
	for (const part of partsOf(expression)) walk(part, visit)
}

function partsOf(expression: Expression): readonly Expression[] {
	switch (expression.kind) {
		case 'binary':
			return [expression.left, expression.right]
		case 'negate':
			return [expression.operand]
		case 'call':
			return expression.args
		case 'path': {
			const { origin, steps } = expression
			return [...(typeof origin === 'object' ? [origin] : []), ...steps.flatMap((step) => step.predicates)]
		}
		default:
			return []
	}
}

/**
 * Returns the steps of a path that only goes up and down by names: `..`, `.` and names; null for any other.
 */
export function plainSteps({ origin, steps }: Path): readonly string[] | null {
	if (typeof origin === 'object') return null
	const plain: string[] = []
	for (const { axis, test, predicates } of steps) {
		if (predicates.length > 0) return null
		if (axis === 'child' && !/[*()]/.test(test)) plain.push(test)
		else if (test === 'node()' && axis === 'parent') plain.push('..')
		else if (test === 'node()' && axis === 'self') plain.push('.')
		else return null
	}
	return plain
}

/** True for `.` alone. */
export const isSelf = (expression: Expression): boolean =>
	expression.kind === 'path' &&
	expression.origin === 'here' &&
	expression.steps.length === 1 &&
	plainSteps(expression)?.[0] === '.'
