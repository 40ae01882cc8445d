import type { FormDefinition } from '#shared/forms/form-definition'
import { createExcludedColumnCheck } from './excluded-columns.ts'
import { type NamedTable, questionsOf } from './guess-mapping.ts'
import { importTreatment } from './import-treatment.ts'
import { columnsFor, type Mapping } from './mapping.ts'

interface Fitted {
	readonly version: number
	readonly definition: FormDefinition
	readonly header: readonly string[]
	/** All tables of the file. */
	readonly tables: readonly NamedTable[]
}

/**
 * Fits a saved mapping to a version of its form and a table: removes questions and columns that do not exist.
 */
export function fitMapping(mapping: Mapping, { version, definition, header, tables }: Fitted): Mapping {
	const isExcluded = createExcludedColumnCheck(definition)
	const isThere = (column: string | null) => column !== null && header.includes(column) && !isExcluded(column)
	const fitting = (questions: Mapping['questions'], repeat: string, names: readonly string[]) => {
		const importable = questionsOf(definition, repeat)
			.filter(({ part }) => importTreatment(part) === 'importable')
			.map(({ template }) => template)
		return Object.fromEntries(
			Object.entries(questions).filter(
				([template, columnMapping]) =>
					importable.includes(template) &&
					columnsFor({ mapping: columnMapping }).every(
						(column) => names.includes(column) && !isExcluded(column),
					),
			),
		)
	}
	const { id, time, district, interviewer, questions, repeats } = mapping
	return {
		...mapping,
		version,
		id: id.filter(isThere),
		time: isThere(time) ? time : '',
		district: isThere(district) ? district : null,
		interviewer: isThere(interviewer) ? interviewer : null,
		questions: fitting(questions, '', header),
		repeats: Object.fromEntries(
			Object.entries(repeats).flatMap(([repeat, rows]) => {
				const table = tables.find(({ name }) => name === rows.table)
				if (!table?.header.includes(rows.own) || !isThere(rows.main)) return []
				return [[repeat, { ...rows, questions: fitting(rows.questions, repeat, table.header) }]]
			}),
		),
	}
}
