import type { Expression, Path, Step } from '#shared/expressions/syntax'

/** An expression as text that reads as the same expression: for tests that take the parser both ways. */
export function writeExpression(part: Expression): string {
	switch (part.kind) {
		case 'number':
			return String(part.value)
		case 'text':
			return part.value.includes("'") ? `"${part.value}"` : `'${part.value}'`
		case 'reference':
			return `\${${part.lastSaved ? 'last-saved#' : ''}${part.name}}`
		case 'negate':
			return `-(${writeExpression(part.operand)})`
		case 'binary':
			return `(${writeExpression(part.left)}) ${part.operator} (${writeExpression(part.right)})`
		case 'call':
			return `${part.name}(${part.args.map(writeExpression).join(', ')})`
		case 'path':
			return writePath(part)
	}
}

function writePath({ origin, steps }: Path): string {
	const walked = steps.map(writeStep).join('/')
	if (origin === 'root') return `/${walked}`
	if (origin === 'here') return walked
	return `(${writeExpression(origin)})/${walked}`
}

const writeStep = ({ axis, test, predicates }: Step): string =>
	`${axis}::${test}${predicates.map((each) => `[${writeExpression(each)}]`).join('')}`
