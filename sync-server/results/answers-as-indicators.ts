import type { ChangeResponse } from '#shared/results/estimates-response'
import type { Indicator } from '#shared/results/indicator'
import { allCompleted } from '#shared/results/shipped-indicators'
import type { DataTable } from '../table/data-tables.ts'
import { choicesOf, readableColumns } from './round-columns.ts'

/** Single-choice questions of a form that are readable. */
export function questionsOfOne(table: DataTable): ChangeResponse['questions'] {
	const readable = readableColumns(table)
	const found = new Map<string, ChangeResponse['questions'][number]>()
	for (const { of, part, choice } of table.table.columns) {
		const { name, type, label } = of.question
		if (type === 'select-one' && part === '' && !choice && readable.has(name))
			found.set(name, { name, label: { ...label } })
	}
	return [...found.values()]
}

/**
 * Builds an indicator for each answer: its share among completed interviews in which the question was asked.
 */
export function answersAsIndicators(table: DataTable, question: string): Indicator[] {
	return choicesOf(table, question).map(({ name, label }) => ({
		id: name,
		version: 1,
		label: { ...label },
		kind: 'share',
		notAsked: 'is-out',
		base: `${allCompleted} and \${${question}} != ''`,
		says: `\${${question}} = '${name}'`,
	}))
}
