import type { AnswersResponse, ChangeResponse } from '#shared/results/estimates-response'
import type { Indicator } from '#shared/results/indicator'
import { allCompleted } from '#shared/results/shipped-indicators'
import type { DataTable } from '../table/data-tables.ts'
import { choicesOf, readableColumns } from './round-columns.ts'

type QuestionType = DataTable['table']['columns'][number]['of']['question']['type']
type QuestionListed = AnswersResponse['questions'][number]

/** Types of questions that have estimates: shares of the choices, or the mean of a number. */
const estimableTypes: readonly QuestionType[] = ['select-one', 'select-many', 'integer', 'decimal']

/** Readable questions of a form of these types, in its order. */
function listQuestions(table: DataTable, types: readonly QuestionType[]): QuestionListed[] {
	const readable = readableColumns(table)
	const found = new Map<string, QuestionListed>()
	for (const { of, part, choice } of table.table.columns) {
		const { name, type, label } = of.question
		if (types.includes(type) && part === '' && !choice && readable.has(name))
			found.set(name, { name, label: { ...label } })
	}
	return [...found.values()]
}

/** Single-choice questions of a form that are readable. */
export const questionsOfOne = (table: DataTable): ChangeResponse['questions'] =>
	listQuestions(table, ['select-one'])

/** Questions of a form that are readable and whose answers have shares or a mean. */
export const estimableQuestions = (table: DataTable): AnswersResponse['questions'] =>
	listQuestions(table, estimableTypes)

/**
 * Builds an indicator for each answer: its share among completed interviews in which the question was asked; for a
 * number one indicator, its mean.
 */
export function answersAsIndicators(table: DataTable, question: string): Indicator[] {
	const column = table.table.columns.find(({ of }) => of.question.name === question)
	const { type = '', label = {} } = column?.of.question ?? {}
	const common = {
		version: 1,
		notAsked: 'is-out',
		base: `${allCompleted} and \${${question}} != ''`,
	} as const
	if (type === 'integer' || type === 'decimal')
		return [{ ...common, id: question, label: { ...label }, kind: 'mean', says: `\${${question}}` }]
	return choicesOf(table, question).map(({ name, label: ofChoice }) => ({
		...common,
		id: name,
		label: { ...ofChoice },
		kind: 'share',
		says: type === 'select-many' ? `selected(\${${question}}, '${name}')` : `\${${question}} = '${name}'`,
	}))
}
