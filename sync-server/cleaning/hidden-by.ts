import { type Answer, type Answers, isRowPath, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { isCorrectable } from '#shared/forms/correctable'
import { questionTypes } from '#shared/forms/question-types'
import { type RecordReading, readRecord } from '#shared/forms/read-record'
import { Problem } from '#shared/kernel/problem'
import { demandPossibleIn } from '../review/possible-answer.ts'

interface Change {
	readonly path: string
	/** Null for no answer. */
	readonly after: Answer | null
}

/**
 * The paths of other answers that would not be asked any more, and so be in no file, if these changes were made. Every change must be
 * one that its question can have then. `begun`: when the record was begun, ms since 1970.
 *
 * @throws Problem `value-not-possible`
 */
export function hiddenBy(
	form: CompiledForm,
	answers: Answers,
	changes: readonly Change[],
	begun: number,
	before: RecordReading = readRecord(form, answers, begun),
): string[] {
	const then = new Map(answers)
	for (const { path, after } of changes) {
		if (isRowPath(path) || !isCorrectable(form.byTemplate.get(templateOf(path))?.part))
			throw new Problem('value-not-possible')
		if (after === null) then.delete(path)
		else then.set(path, after)
	}
	const reading = readRecord(form, then, begun)
	for (const { path, after } of changes) {
		if (after === null) continue
		demandPossibleIn(form, reading, path, after)
		// what other answers hide would stand in no file
		if (!reading.asked.has(path)) throw new Problem('value-not-possible')
	}
	const changed = new Set(changes.map(({ path }) => path))
	return [...before.asked.keys()].filter(
		(path) => !changed.has(path) && !reading.asked.has(path) && isGiven(form, path),
	)
}

/** Somebody gave it. */
function isGiven(form: CompiledForm, path: string): boolean {
	const part = isRowPath(path) ? undefined : form.byTemplate.get(templateOf(path))?.part
	return part?.kind === 'question' && questionTypes[part.type].asked && part.calculation === undefined
}
