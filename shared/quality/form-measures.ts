import type { FormDefinition, FormPart, Question } from '#shared/forms/form-definition'
import { isMissingValue } from '#shared/forms/missing-values'
import type { FormMeasures } from './record-measures.ts'

const leastInScale = 4
const leastCodes = 3
const isNumber = (name: string): boolean => /^-?\d+$/.test(name)
const known = new WeakMap<FormDefinition, FormMeasures>()

/**
 * Returns the attitude scales of a form: at least four select-one questions with the same choice list, whose
 * codes are numbers. True-or-false questions share a list too, but the same answer to all of them can be
 * right.
 */
export function formMeasures(form: FormDefinition): FormMeasures {
	const found = known.get(form) ?? { scales: scalesOf(form) }
	known.set(form, found)
	return found
}

function scalesOf({ body, choices }: FormDefinition): string[][] {
	const lists = new Map<string, string[]>()
	for (const question of questionsIn(body)) {
		if (question.type !== 'select-one' || question.list === undefined) continue
		const codes = (choices[question.list] ?? []).filter((choice) => !isMissingValue(question, choice))
		if (codes.length < leastCodes || !codes.every(({ name }) => isNumber(name))) continue
		lists.set(question.list, [...(lists.get(question.list) ?? []), question.name])
	}
	return [...lists.values()].filter((names) => names.length >= leastInScale)
}

/** Returns the questions outside of repeats: a record answers each of them once. */
const questionsIn = (parts: readonly FormPart[]): Question[] =>
	parts.flatMap((part) =>
		part.kind === 'question' ? [part] : part.kind === 'group' ? questionsIn(part.parts) : [],
	)
