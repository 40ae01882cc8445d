import type { CompiledForm } from './compile-form.ts'
import { questionTypes } from './question-types.ts'

const found = new WeakMap<CompiledForm, boolean>()

/**
 * True if any question of the form is required, if only sometimes. In a form without one, "can be left empty"
 * at every question is noise.
 */
export function requiresAnswers(form: CompiledForm): boolean {
	const known = found.get(form)
	if (known !== undefined) return known
	const requires = form.nodes.some(
		({ part }) => part.kind === 'question' && part.required !== undefined && questionTypes[part.type].isInput,
	)
	found.set(form, requires)
	return requires
}
