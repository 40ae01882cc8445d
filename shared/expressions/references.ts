import { commonFunctions } from './functions/common-functions.ts'
import { type Expression, isSelf, walk } from './syntax.ts'

/** True if the expression reads anything but the answer itself. */
export function hasReferences(expression: Expression): boolean {
	let found = false
	walk(expression, (part) => {
		if (part.kind === 'reference' || (part.kind === 'path' && !isSelf(part))) found = true
	})
	return found
}

/**
 * True if a later evaluation with the same answers can give another result: `today()`, `random()`, or a read
 * of its own last result (`once(…)`, `if(. = '', …, .)`).
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
			// a later evaluation has another last record
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
