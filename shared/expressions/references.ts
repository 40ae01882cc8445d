import { functions } from './functions.ts'
import { type Expression, walk } from './syntax.ts'

/** Every `${name}` and every relative or absolute path that the expression reads. */
export function referencesOf(expression: Expression): {
	names: string[]
	paths: { steps: readonly string[]; absolute: boolean }[]
} {
	const names = new Set<string>()
	const paths: { steps: readonly string[]; absolute: boolean }[] = []
	walk(expression, (part) => {
		if (part.kind === 'reference') names.add(part.name)
		else if (part.kind === 'path' && !isSelf(part)) paths.push(part)
	})
	return { names: [...names], paths }
}

/**
 * True if it can give another result later from the same answers: `today()`, `random()`, or a look at its own last
 * result (`once(…)`, `if(. = '', …, .)`).
 */
export function isVolatile(expression: Expression): boolean {
	let found = false
	walk(expression, (part) => {
		if (part.kind === 'call' && Object.hasOwn(functions, part.name) && functions[part.name]?.volatile)
			found = true
		if (part.kind === 'path' && isSelf(part)) found = true
	})
	return found
}

const isSelf = ({ steps }: { readonly steps: readonly string[] }): boolean =>
	steps.length === 1 && steps[0] === '.'
