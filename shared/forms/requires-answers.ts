import type { CompiledForm } from './compile-form.ts'
import { questionTypes } from './question-types.ts'

const found = new WeakMap<CompiledForm, boolean>()

/** Whether any question of the form must be answered, if only sometimes. Where none must, saying of each that it may be left empty is noise. */
export function requiresAnswers(form: CompiledForm): boolean {
	const known = found.get(form)
	if (known !== undefined) return known
	const requires = form.nodes.some(
		({ part }) => part.kind === 'question' && part.required !== undefined && questionTypes[part.type].asked,
	)
	found.set(form, requires)
	return requires
}
