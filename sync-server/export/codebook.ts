import type { KnownQuestion } from '#shared/export/parts-across-versions'
import type { TablePlan } from '#shared/export/table-plan'
import { type Answer, templateOf } from '#shared/forms/answers'
import { isMissingValue } from '#shared/forms/missing-values'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { dayOf } from '#shared/study/study-day'
import type { ExportRow } from '../storage/exports/export-records.ts'
import { type QuestionInBook, type VariableInBook, variablesOf } from './codebook-variables.ts'
import { answersOf, withYields } from './select-answers.ts'

export interface Book {
	readonly records: number
	/**
	 * Days on which the first and the last record were started, in the study's time zone. Null without
	 * records.
	 */
	readonly period: { readonly first: string; readonly last: string } | null
	readonly tables: readonly {
		readonly file: string
		/** Number of records, or of rows of a repeat. */
		readonly lines: number
		readonly questions: readonly QuestionInBook[]
		/** All columns of the table. */
		readonly variables: readonly VariableInBook[]
	}[]
}

interface CountedQuestion {
	answered: number
	/** Counts by choice code. Other texts are not counted. */
	readonly codes: Map<string, number>
	numbers: number
	sum: number
	least: number
	most: number
}

/** Counts the answers to each question in one pass over the records. */
export async function readCodebook(records: AsyncIterable<ExportRow>, plan: TablePlan): Promise<Book> {
	const questions = new Map(
		plan.tables.flatMap(({ columns }) => columns.map(({ of }) => [of.template, of] as const)),
	)
	const counted = new Map<string, CountedQuestion>()
	for (const [template, { choices }] of questions) {
		const codes = new Map(choices.map(({ name }) => [name, 0]))
		const range = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY }
		counted.set(template, { answered: 0, codes, numbers: 0, sum: 0, ...range })
	}
	const rows = new Map<string, number>()
	let count = 0
	const startTimes = { first: '', last: '' }
	for await (const row of withYields(records)) {
		count++
		if (startTimes.first === '' || row.started < startTimes.first) startTimes.first = row.started
		if (row.started > startTimes.last) startTimes.last = row.started
		for (const [path, answer] of answersOf(row, plan)) {
			const template = templateOf(path)
			const of = counted.get(template)
			if (of) add(of, answer)
			// A template that ends in `/@` is the row itself.
			else if (template.endsWith('/@'))
				rows.set(template.slice(0, -2), (rows.get(template.slice(0, -2)) ?? 0) + 1)
		}
	}
	return {
		records: count,
		period:
			count === 0
				? null
				: { first: dayOf(Date.parse(startTimes.first)), last: dayOf(Date.parse(startTimes.last)) },
		tables: plan.tables.map((table) => {
			const { file, repeat, columns } = table
			const first = new Map<string, (typeof columns)[number]>()
			for (const column of columns) if (!first.has(column.of.template)) first.set(column.of.template, column)
			const lines = repeat === null ? count : (rows.get(repeat) ?? 0)
			const questions = [...first.values()].map(({ of, header }) =>
				inBook(of, header, counted.get(of.template)),
			)
			const byTemplate = new Map(questions.map((each) => [each.known.template, each]))
			return { file, lines, questions, variables: variablesOf(table, lines, byTemplate) }
		}),
	}
}

function add(counted: CountedQuestion, answer: Answer): void {
	counted.answered++
	if (isSealed(answer)) return
	// A ranking is one text.
	for (const code of typeof answer === 'object' ? answer : String(answer).split(' ')) {
		const count = counted.codes.get(code)
		if (count !== undefined) counted.codes.set(code, count + 1)
	}
	if (typeof answer !== 'number') return
	counted.numbers++
	counted.sum += answer
	counted.least = Math.min(counted.least, answer)
	counted.most = Math.max(counted.most, answer)
}

function inBook(known: KnownQuestion, header: string, counted: CountedQuestion | undefined): QuestionInBook {
	const { question, choices } = known
	const isNumber = question.type === 'integer' || question.type === 'decimal' || question.type === 'range'
	const answered = counted?.answered ?? 0
	return {
		known,
		header,
		answered,
		isNumber,
		choices: choices.map((choice) => ({
			choice,
			count: counted?.codes.get(choice.name) ?? 0,
			isMissing: isMissingValue(question, choice),
		})),
		range:
			isNumber && counted && counted.numbers > 0
				? { least: counted.least, most: counted.most, mean: counted.sum / counted.numbers }
				: null,
	}
}
