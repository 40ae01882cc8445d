import {
	type Expression,
	type Path,
	type PathStep,
	strength,
	strengthOfMinus,
} from '#shared/expressions/syntax'

/**
 * Writes an expression as text that parses to the same expression, in brackets only where they are needed:
 * for round-trip tests of the parser.
 */
export function writeExpression(part: Expression): string {
	switch (part.kind) {
		case 'number':
			return String(part.value)
		case 'text':
			return part.value.includes("'") ? `"${part.value}"` : `'${part.value}'`
		case 'reference':
			return `\${${part.lastSaved ? 'last-saved#' : ''}${part.name}}`
		case 'negate':
			return `-${within(part.operand, strengthOfMinus)}`
		case 'binary':
			return [
				within(part.left, strength[part.operator]),
				part.operator,
				within(part.right, strength[part.operator] + 1),
			].join(' ')
		case 'call':
			return `${part.name}(${part.args.map(writeExpression).join(', ')})`
		case 'path':
			return writePath(part)
	}
}

/** Adds brackets if the part binds less than its surroundings. */
function within(part: Expression, least: number): string {
	const own =
		part.kind === 'binary' ? strength[part.operator] : part.kind === 'negate' ? strengthOfMinus : Infinity
	return own < least ? `(${writeExpression(part)})` : writeExpression(part)
}

function writePath({ origin, steps }: Path): string {
	const walked = steps.map(writeStep).join('/')
	if (origin === 'root') return `/${walked}`
	if (origin === 'here') return walked
	return `(${writeExpression(origin)})/${walked}`
}

const writeStep = ({ axis, test, predicates }: PathStep): string =>
	`${axis}::${test}${predicates.map((each) => `[${writeExpression(each)}]`).join('')}`
