/**
 * The XLSForm expression language as a tree: the part of XPath 1.0 that forms use, with `${name}` for a question.
 */
export type Expression =
	| { readonly kind: 'text'; readonly value: string }
	| { readonly kind: 'number'; readonly value: number }
	/** `${name}` */
	| { readonly kind: 'reference'; readonly name: string }
	/** `.`, `..`, `../x`, `/data/group/x`, `group/x`, or a bare `column` inside a choice filter */
	| { readonly kind: 'path'; readonly absolute: boolean; readonly steps: readonly string[] }
	| { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
	| {
			readonly kind: 'binary'
			readonly operator: BinaryOperator
			readonly left: Expression
			readonly right: Expression
	  }
	| { readonly kind: 'negate'; readonly operand: Expression }

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

/** Binding strength; all operators associate to the left. */
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
}

/** Calls `visit` on the expression and on everything inside it. */
export function walk(expression: Expression, visit: (part: Expression) => void): void {
	visit(expression)
	if (expression.kind === 'binary') {
		walk(expression.left, visit)
		walk(expression.right, visit)
	} else if (expression.kind === 'negate') walk(expression.operand, visit)
	else if (expression.kind === 'call') for (const arg of expression.args) walk(arg, visit)
}
