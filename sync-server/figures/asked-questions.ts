import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { toTruth } from '#shared/expressions/values'
import { type CompiledExpression, compileCondition, scopeOf } from '#shared/figures/indicator'
import { Problem } from '#shared/kernel/problem'
import type { LiveTable } from '../live/live-tables.ts'
import { evaluateForEach, hasAnswers, type RoundColumns, readableColumns } from './round-columns.ts'

/** By question its own condition, of the newest version that asks it; null where it cannot be worked out from columns. Without one it is asked of everybody. */
export type QuestionConditions = ReadonlyMap<string, CompiledExpression | null>

/** The conditions of these questions, of those that they look at, and so on. */
export function questionConditions(
	table: LiveTable,
	names: Iterable<string>,
	functions: FunctionTable,
): QuestionConditions {
	const questions = new Set(readableColumns(table).keys())
	const sources = new Map(
		table.table.columns.map(({ of }) => [
			of.question.name,
			of.asked.at(-1)?.relevant ?? of.question.relevant,
		]),
	)
	const found = new Map<string, CompiledExpression | null>()
	const looked = new Set(names)
	for (const name of looked) {
		const source = sources.get(name)
		if (source === undefined) continue
		const condition = conditionOf(source, questions, functions)
		found.set(name, condition)
		for (const each of condition?.names ?? []) looked.add(each)
	}
	return found
}

function conditionOf(
	source: string,
	questions: ReadonlySet<string>,
	functions: FunctionTable,
): CompiledExpression | null {
	try {
		return compileCondition(source, questions, functions)
	} catch (thrown) {
		if (thrown instanceof Problem) return null
		throw thrown
	}
}

/**
 * Whether a round asked a question: somebody answered it; or its own condition held for nobody, and what that looks at was asked. "Which message did you see" is
 * blank for everybody where nobody saw one, and was asked; a section that a round left out was not.
 */
export function wasQuestionAsked(
	name: string,
	columns: RoundColumns,
	conditions: QuestionConditions,
	through: readonly string[] = [],
): boolean {
	if (hasAnswers(columns, name)) return true
	const condition = conditions.get(name)
	if (!condition || through.includes(name)) return false
	const holds = evaluateForEach(columns, condition.names, (told) =>
		Number(toTruth(condition.evaluate(scopeOf(told)))),
	)
	return (
		holds.every((each) => each === 0) &&
		condition.names.every((each) => wasQuestionAsked(each, columns, conditions, [...through, name]))
	)
}
