import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { toTruth } from '#shared/expressions/values'
import { Problem } from '#shared/kernel/problem'
import { type CompiledExpression, compileCondition, scopeOf } from '#shared/results/indicator'
import type { DataTable } from '../table/data-tables.ts'
import { evaluateForEach, hasAnswers, type RoundColumns, readableColumns } from './round-columns.ts'

/**
 * Relevance condition of each question in the newest version that has it. Null if it cannot be evaluated from
 * columns. Questions without a condition are always asked.
 */
export type QuestionConditions = ReadonlyMap<string, CompiledExpression | null>

/** Returns the conditions of these questions and, recursively, of the questions that they read. */
export function questionConditions(
	table: DataTable,
	names: Iterable<string>,
	functions: FunctionTable,
): QuestionConditions {
	const questions = new Set(readableColumns(table).keys())
	const sources = new Map(
		table.table.columns.map(({ of }) => [
			of.question.name,
			of.definitions.at(-1)?.relevant ?? of.question.relevant,
		]),
	)
	const found = new Map<string, CompiledExpression | null>()
	const checked = new Set(names)
	for (const name of checked) {
		const source = sources.get(name)
		if (source === undefined) continue
		const condition = conditionOf(source, questions, functions)
		found.set(name, condition)
		for (const each of condition?.names ?? []) checked.add(each)
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
 * True if a round asked a question: it has an answer, or its condition held for nobody while the inputs of
 * the condition were asked. "Which message did you see" is blank for everybody if nobody saw one, and was
 * asked; a section that a round left out was not.
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
	const holds = evaluateForEach(columns, condition.names, (lookup) =>
		Number(toTruth(condition.evaluate(scopeOf(lookup)))),
	)
	return (
		holds.every((each) => each === 0) &&
		condition.names.every((each) => wasQuestionAsked(each, columns, conditions, [...through, name]))
	)
}
