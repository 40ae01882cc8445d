import { buildReadingContext } from '#shared/expressions/scope'
import { type Answer, type Answers, templateOf } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'
import { FormSession, withoutPhoneOnly } from './form-session.ts'
import { isSealed } from './sealed-answer-text.ts'

/** A record's answers, evaluated with its form. */
export interface EvaluatedRecord {
	/** Answers that are asked, and rows. */
	readonly relevant: Map<string, Answer>
	readonly calculated: Map<string, Answer>
	/** Answers that are no longer asked, or belong to another version of the form. */
	readonly leftOver: Map<string, Answer>
	/** Name of the record in lists. */
	readonly name: string
	readonly session: FormSession
}

/**
 * Evaluates a record. `writtenAt`: when the record was begun, ms since 1970; `today()` in a condition is that
 * day.
 */
export function evaluateRecord(form: CompiledForm, answers: Answers, writtenAt: number): EvaluatedRecord {
	const session = new FormSession(form, {
		answers,
		isNew: false,
		context: buildReadingContext(writtenAt),
		isReadOnly: true,
		wasFinished: true,
	})
	const relevant = session.finalAnswers()
	for (const path of session.foreign.keys()) relevant.delete(path)
	// its relevance can depend on other sealed answers: the phone could read them, and sent only answers that
	// are asked
	for (const [path, answer] of answers)
		if (isSealed(answer) && form.byTemplate.has(templateOf(path))) relevant.set(path, answer)
	const calculated = withoutPhoneOnly(form, session.calculated())
	const leftOver = new Map<string, Answer>()
	for (const [path, answer] of answers)
		if (!relevant.has(path) && !calculated.has(path)) leftOver.set(path, answer)
	return { relevant, calculated, leftOver, name: session.instanceName(), session }
}
