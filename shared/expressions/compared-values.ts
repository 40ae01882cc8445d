import { type Expression, walk } from './syntax.ts'

/** Comparison of a question with one answer in an expression. */
export interface ComparedValue {
	/** Name of the question. */
	readonly name: string
	readonly value: string
}

/**
 * Lists every answer that an expression looks for in a question: `${heard} = 'yes'`, `'yes' != ${heard}`,
 * `selected(${heard}, 'yes')`.
 */
export function comparedValues(expression: Expression): ComparedValue[] {
	const found: ComparedValue[] = []
	const compare = (one: Expression | undefined, other: Expression | undefined): void => {
		if (one?.kind === 'reference' && (other?.kind === 'text' || other?.kind === 'number'))
			found.push({ name: one.name, value: String(other.value) })
	}
	walk(expression, (part) => {
		if (part.kind === 'call' && part.name === 'selected') compare(part.args[0], part.args[1])
		if (part.kind !== 'binary' || (part.operator !== '=' && part.operator !== '!=')) return
		compare(part.left, part.right)
		compare(part.right, part.left)
	})
	return found
}
