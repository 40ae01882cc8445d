import { commonFunctions } from './functions/common-functions.ts'
import { type Expression, isSelf, walk } from './syntax.ts'

/** Whether the expression looks at anything but the answer itself. */
export function hasReferences(expression: Expression): boolean {
	let found = false
	walk(expression, (part) => {
		if (part.kind === 'reference' || (part.kind === 'path' && !isSelf(part))) found = true
	})
	return found
}

/**
 * True if it can give another result later from the same answers: `today()`, `random()`, or a look at its own last
 * result (`once(…)`, `if(. = '', …, .)`).
 */
export function isVolatile(expression: Expression): boolean {
	switch (expression.kind) {
		case 'call':
			return (
				(Object.hasOwn(commonFunctions, expression.name) &&
					commonFunctions[expression.name]?.volatile === true) ||
				expression.args.some(isVolatile)
			)
		case 'binary':
			return isVolatile(expression.left) || isVolatile(expression.right)
		case 'reference':
			// there is another last record later
			return expression.lastSaved === true
		case 'negate':
			return isVolatile(expression.operand)
		case 'path':
			// inside of brackets `.` is the item under test
			return isSelf(expression) || (typeof expression.origin === 'object' && isVolatile(expression.origin))
		default:
			return false
	}
}
