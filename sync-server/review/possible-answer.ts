import { type Answer, type Answers, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import type { EvaluatedRecord } from '#shared/forms/evaluate-record'
import { questionTypes } from '#shared/forms/question-types'
import { Problem } from '#shared/kernel/problem'
import { readWithin } from '../forms/read-within.ts'

/**
 * Validates an answer that is written at the desk: its question must be able to have it in this record.
 * `answers`: includes the new one; `at`: start of the record, ms since 1970.
 *
 * @throws Problem `value-not-allowed`
 */
export function requirePossibleAnswer(
	form: CompiledForm,
	answers: Answers,
	path: string,
	value: Answer,
	at: number,
): void {
	requirePossibleAnswerIn(form, readWithin(form, answers, at), path, value)
}

/** Validates an answer against a record that is already evaluated. @throws Problem `value-not-allowed` */
export function requirePossibleAnswerIn(
	form: CompiledForm,
	reading: EvaluatedRecord,
	path: string,
	value: Answer,
): void {
	const part = form.byTemplate.get(templateOf(path))?.part
	// desk input arrives unencrypted, and flags need keys that the server does not have
	if (part?.kind !== 'question' || part.sealedTo !== undefined || part.flag)
		throw new Problem('value-not-allowed')
	if (!questionTypes[part.type].schema.safeParse(value).success) throw new Problem('value-not-allowed')
	const choices = part.list === undefined ? null : form.definition.choices[part.list]
	const codes = typeof value === 'object' ? value : [String(value)]
	if (choices && !codes.every((code) => choices.some((choice) => choice.name === code)))
		throw new Problem('value-not-allowed')
	const violation = reading.session.violationAt(path)
	if (violation && violation.kind !== 'required') throw new Problem('value-not-allowed')
}
