import { type BulkEditPreviewRequest, textAsOne } from '#shared/cleaning/bulk-edit'
import { type Answer, type Answers, repeatOf, rowOf, sameAnswer, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import type { EvaluatedRecord } from '#shared/forms/evaluate-record'
import type { Question } from '#shared/forms/form-definition'
import { questionTypes } from '#shared/forms/question-types'
import { Problem } from '#shared/kernel/problem'
import { hiddenBy } from './answers-hidden-by.ts'

/** Lists the instance paths at which a question is asked. */
export const listInstancePaths = ({ session }: EvaluatedRecord, question: string): string[] =>
	question.includes('/@/')
		? session.questionPaths().filter((path) => templateOf(path) === question)
		: session.isRelevant(question)
			? [question]
			: []

/** An answer in a record, with the record. */
interface AnswerPlace {
	readonly form: CompiledForm
	readonly path: string
	readonly reading: EvaluatedRecord
	readonly currentAnswers: Answers
	/** Time at which the record was started, ms since 1970. */
	readonly startedAt: number
}

/** The change of an answer, and the other answers that become irrelevant by it. */
interface ChangeAt {
	readonly before: Answer | null
	readonly after: Answer | null
	readonly hides: readonly string[]
}

/** Computes the change at a path. `worked`: result of the expression there, undefined if blank. */
export function changeAt(
	place: AnswerPlace,
	into: BulkEditPreviewRequest['into'],
	worked: Answer | undefined,
): ChangeAt | 'as-it-is' | 'not-possible' {
	const before = place.reading.relevant.get(place.path) ?? null
	const after = answerFor(place, into, before, worked)
	if (after === notPossible) return 'not-possible'
	if (after === asItIs || sameAnswer(before, after)) return 'as-it-is'
	const hides = hiddenOrNot(place, after)
	return hides ? { before, after, hides } : 'not-possible'
}

/** Returns the answers that become irrelevant. Null if the answer is not valid there. */
function hiddenOrNot(
	{ form, path, reading, currentAnswers, startedAt }: AnswerPlace,
	after: Answer | null,
): string[] | null {
	try {
		return hiddenBy(form, currentAnswers, [{ path, after }], startedAt, reading)
	} catch (thrown) {
		if (thrown instanceof Problem && thrown.code === 'value-not-allowed') return null
		throw thrown
	}
}

const asItIs: unique symbol = Symbol('as it is')
const notPossible: unique symbol = Symbol('not possible')

function answerFor(
	{ form, path, reading }: AnswerPlace,
	into: BulkEditPreviewRequest['into'],
	before: Answer | null,
	worked: Answer | undefined,
): Answer | null | typeof asItIs | typeof notPossible {
	const part = form.byTemplate.get(templateOf(path))?.part
	if (part?.kind !== 'question') return notPossible
	if (into.kind === 'answer') return inListOrder(form, part, into.value)
	if (into.kind === 'expression') {
		// A blank result is not a valid answer: removing answers has its own option.
		const read = questionTypes[part.type].read(worked === undefined ? '' : String(worked))
		return read.kind === 'answer' ? inListOrder(form, part, read.value) : notPossible
	}
	const answer = reading.relevant.get(toSiblingPath(path, into.text))
	const code = into.codes.find(
		({ text }) => typeof answer === 'string' && textAsOne(text) === textAsOne(answer),
	)?.code
	if (code === undefined) return asItIs
	if (typeof before === 'object' && before !== null)
		return before.includes(into.instead)
			? inListOrder(form, part, [...new Set(before.map((tick) => (tick === into.instead ? code : tick)))])
			: asItIs
	return before === into.instead ? code : asItIs
}

/** Orders multiple choices as the phone does: as in their list. */
export function inListOrder(form: CompiledForm, part: Question, value: Answer | null): Answer | null {
	if (typeof value !== 'object' || value === null) return value
	const names = (form.definition.choices[part.list ?? ''] ?? []).map(({ name }) => name)
	return [...value].sort((a, b) => names.indexOf(a) - names.indexOf(b))
}

/** Path of a question in the same row as another, or outside of rows. */
function toSiblingPath(path: string, template: string): string {
	if (!template.includes('/@/')) return template
	const row = rowOf(path)
	const folder = `${templateOf(row === '' ? '' : repeatOf(row))}/@/`
	return row !== '' && template.startsWith(folder) ? `${row}/${template.slice(folder.length)}` : template
}
