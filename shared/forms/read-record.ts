import type { Surroundings } from '#shared/expressions/scope'
import { type Answer, type Answers, templateOf } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'
import { FormSession } from './form-session.ts'

/** What a form makes of a record's answers. */
export interface RecordReading {
	/** Answers that are asked, and rows. */
	readonly asked: Map<string, Answer>
	readonly calculated: Map<string, Answer>
	/** Answers that are no longer asked, or belong to another version of the form. */
	readonly leftOver: Map<string, Answer>
	/** How lists call the record. */
	readonly name: string
	readonly session: FormSession
}

/** Nothing in a finished record may depend on when or where it is read. */
const nowhere: Surroundings = {
	now: () => 0,
	offsetMinutes: 0,
	random: () => 0,
	uuid: () => '',
	language: 'en',
}

export function readRecord(form: CompiledForm, answers: Answers): RecordReading {
	const session = new FormSession(form, {
		answers,
		isNew: false,
		surroundings: nowhere,
		readOnly: true,
		wasFinished: true,
	})
	const asked = session.finalAnswers()
	for (const path of session.foreign.keys()) asked.delete(path)
	const calculated = session.calculated()
	for (const path of calculated.keys()) if (staysOnPhone(form, path)) calculated.delete(path)
	const leftOver = new Map([...answers].filter(([path]) => !asked.has(path) && !calculated.has(path)))
	return { asked, calculated, leftOver, name: session.instanceName(), session }
}

const staysOnPhone = (form: CompiledForm, path: string): boolean => {
	const part = form.byTemplate.get(templateOf(path))?.part
	return part?.kind === 'question' && part.onPhoneOnly === true
}
