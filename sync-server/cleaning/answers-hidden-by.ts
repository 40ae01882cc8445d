import { type Answer, type Answers, isRowPath, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { isCorrectable } from '#shared/forms/editable'
import type { EvaluatedRecord } from '#shared/forms/evaluate-record'
import { questionTypes } from '#shared/forms/question-types'
import { Problem } from '#shared/kernel/problem'
import { readWithin } from '../forms/read-within.ts'
import { requirePossibleAnswerIn } from '../review/possible-answer.ts'

interface PossibleChange {
	readonly path: string
	/** Null if the answer is removed. */
	readonly after: Answer | null
}

/**
 * Returns the paths of other answers that would become irrelevant by these changes, and so absent from
 * exports. Every change must be a valid answer afterwards. `startedAt`: time when the record was started, ms
 * since 1970.
 *
 * @throws Problem `value-not-allowed`
 */
export function hiddenBy(
	form: CompiledForm,
	answers: Answers,
	changes: readonly PossibleChange[],
	startedAt: number,
	before: EvaluatedRecord = readWithin(form, answers, startedAt),
): string[] {
	const reading = readChanged(form, answers, changes, startedAt)
	if (changes.some((change) => !isPossible(form, reading, change))) throw new Problem('value-not-allowed')
	const changed = new Set(changes.map(({ path }) => path))
	return [...before.relevant.keys()].filter(
		(path) => !changed.has(path) && !reading.relevant.has(path) && isGiven(form, path),
	)
}

/** Returns the changes that can be made together: an invalid one removes others only if they depend on it. */
export function selectPossibleChanges<Each extends PossibleChange>(
	form: CompiledForm,
	answers: Answers,
	changes: readonly Each[],
	startedAt: number,
): readonly Each[] {
	if (changes.length === 0) return changes
	const reading = readChanged(form, answers, changes, startedAt)
	const possible = changes.filter((change) => isPossible(form, reading, change))
	return possible.length === changes.length
		? changes
		: selectPossibleChanges(form, answers, possible, startedAt)
}

function readChanged(
	form: CompiledForm,
	answers: Answers,
	changes: readonly PossibleChange[],
	startedAt: number,
): EvaluatedRecord {
	const then = new Map(answers)
	for (const { path, after } of changes) {
		if (after === null) then.delete(path)
		else then.set(path, after)
	}
	return readWithin(form, then, startedAt)
}

function isPossible(form: CompiledForm, reading: EvaluatedRecord, { path, after }: PossibleChange): boolean {
	if (isRowPath(path) || !isCorrectable(form.byTemplate.get(templateOf(path))?.part)) return false
	if (after === null) return true
	// An irrelevant answer would be in no export.
	if (!reading.relevant.has(path)) return false
	try {
		requirePossibleAnswerIn(form, reading, path, after)
		return true
	} catch (thrown) {
		if (thrown instanceof Problem && thrown.code === 'value-not-allowed') return false
		throw thrown
	}
}

/** True if the answer was given by a person, not calculated. */
function isGiven(form: CompiledForm, path: string): boolean {
	const part = isRowPath(path) ? undefined : form.byTemplate.get(templateOf(path))?.part
	return part?.kind === 'question' && questionTypes[part.type].isInput && part.calculation === undefined
}
