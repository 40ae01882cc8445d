import type { Choice } from './form-definition.ts'

/**
 * Remembers the result of a function for each list of choices, which never changes: thousands of questions can share
 * a list of thousands of choices.
 */
export function oncePerList<Result>(
	find: (choices: readonly Choice[]) => Result,
): (choices: readonly Choice[]) => Result {
	const known = new WeakMap<readonly Choice[], { readonly result: Result }>()
	return (choices) => {
		const before = known.get(choices)
		if (before) return before.result
		const result = find(choices)
		known.set(choices, { result })
		return result
	}
}
