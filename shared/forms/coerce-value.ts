import type { Answer } from './answers.ts'
import { type CompiledForm, choicesOf } from './compile-form.ts'
import type { Choice, Question } from './form-definition.ts'
import { questionTypes } from './question-types.ts'

/**
 * Converts a calculated value to an answer of the question's type; a value that the type cannot read stays
 * text.
 */
export function asTyped(question: Question, value: string | number): Answer {
	if (question.type === 'calculate') return value
	const reading = questionTypes[question.type].read(String(value))
	return reading.kind === 'answer' ? reading.value : String(value)
}

/**
 * Removes codes that the question's list does not have. Undefined if none is left. Not for answers of a
 * person.
 */
export function dropUnknownCodes(
	answer: Answer,
	{ definition }: CompiledForm,
	question: Question,
): Answer | undefined {
	if ((question.type !== 'select-one' && question.type !== 'select-many') || question.list === undefined)
		return answer
	const names = namesOf(choicesOf(definition, question))
	if (typeof answer !== 'object') return names.has(String(answer)) ? answer : undefined
	const known = answer.filter((code) => names.has(code))
	return known.length > 0 ? known : undefined
}

const listNames = new WeakMap<readonly Choice[], ReadonlySet<string>>()
function namesOf(list: readonly Choice[]): ReadonlySet<string> {
	const known = listNames.get(list)
	if (known) return known
	const names = new Set(list.map(({ name }) => name))
	listNames.set(list, names)
	return names
}
