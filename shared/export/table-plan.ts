import { type Answer, type Answers, repeatOf, rowOf, rowsAbove, templateOf } from '#shared/forms/answers'
import { type Choice, type FormDefinition, isForFormOnly, type Question } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { questionTypes } from '#shared/forms/question-types'
import { textIn } from '#shared/forms/texts'

export interface ExportOptions {
	/** `codes`, or a language tag: then selects are written as the labels in that language. */
	readonly values: string
	/** U+FEFF first, so that Excel reads UTF-8. */
	readonly byteOrderMark: boolean
}

export interface Column {
	readonly header: string
	/** Template of the question it comes from; null for columns about the record. */
	readonly template: string | null
	readonly question: Question | null
	/** What of the answer it holds, for the dictionary: `''` the answer itself, else a part of it. */
	readonly part: string
	readonly cell: (answer: Answer | undefined) => string
}

/** One file of an export: the records, or the rows of one repeat. */
export interface Table {
	readonly file: string
	/** Template of the repeat; null for the records themselves. */
	readonly repeat: string | null
	readonly columns: readonly Column[]
}

/** A form as files: one for the records, one per repeat. Columns stand in the form's order, always the same. */
export interface TablePlan {
	readonly tables: readonly Table[]
	/** Questions that no file holds, with the reason. */
	readonly leftOut: readonly {
		readonly template: string
		readonly question: Question
		readonly why: 'personal' | 'on-phone-only'
	}[]
}

/**
 * `definitions` are all versions ever published, oldest first: the newest gives names and order, questions that
 * only older versions had follow at the end.
 */
export function planTables(definitions: readonly FormDefinition[], options: ExportOptions): TablePlan {
	const known = new Map<string, { node: FormNode; definition: FormDefinition }>()
	for (const definition of [...definitions].reverse())
		for (const node of nodesOf(definition))
			if (!known.has(node.template)) known.set(node.template, { node, definition })
	const nodes = [...known.values()]
	const names = columnNames(nodes.map(({ node }) => node))
	const leftOut: TablePlan['leftOut'][number][] = []
	const columnsIn = (repeat: string | null): Column[] =>
		nodes.flatMap(({ node, definition }) => {
			const { part } = node
			if (
				part.kind !== 'question' ||
				isForFormOnly(part) ||
				(node.repeats.at(-1)?.template ?? null) !== repeat
			)
				return []
			const why = part.onPhoneOnly ? 'on-phone-only' : part.personal ? 'personal' : null
			if (why) {
				leftOut.push({ template: node.template, question: part, why })
				return []
			}
			return questionColumns(node.template, part, names.get(node.template) ?? part.name, definition, options)
		})
	const repeats = nodes.filter(({ node }) => node.part.kind === 'repeat').map(({ node }) => node)
	const id = definitions.at(-1)?.id ?? 'records'
	return {
		tables: [
			{ file: `${id}.csv`, repeat: null, columns: columnsIn(null) },
			...repeats.map((node) => ({
				file: `${id}-${names.get(node.template) ?? node.part.name}.csv`.replaceAll('/', '-'),
				repeat: node.template,
				columns: columnsIn(node.template),
			})),
		],
		leftOut,
	}
}

/** A question's own name where only one has it, else its path: both stay the same from export to export. */
function columnNames(nodes: readonly FormNode[]): Map<string, string> {
	const uses = new Map<string, number>()
	for (const { part } of nodes) uses.set(part.name, (uses.get(part.name) ?? 0) + 1)
	return new Map(
		nodes.map(({ template, part }) => [
			template,
			uses.get(part.name) === 1 ? part.name : template.replaceAll('/@', ''),
		]),
	)
}

function questionColumns(
	template: string,
	question: Question,
	name: string,
	definition: FormDefinition,
	options: ExportOptions,
): Column[] {
	const column = (header: string, part: string, cell: (answer: Answer) => string): Column => ({
		header,
		template,
		question,
		part,
		cell: (answer) => (answer === undefined ? '' : cell(answer)),
	})
	const choices = definition.choices[question.list ?? ''] ?? []
	const written = writerOf(choices, options.values)
	if (question.type === 'select-one') return [column(name, '', (answer) => written(String(answer)))]
	if (question.type === 'select-many') {
		const ticked = (answer: Answer) => (typeof answer === 'object' ? answer : [String(answer)])
		const separator = options.values === 'codes' ? ' ' : '; '
		return [
			column(name, '', (answer) => ticked(answer).map(written).join(separator)),
			// one column per choice, as every statistics program wants it
			...choices.map((choice) =>
				column(`${name}/${choice.name}`, choice.name, (answer) =>
					ticked(answer).includes(choice.name) ? '1' : '0',
				),
			),
		]
	}
	return questionTypes[question.type].columns.map(({ ending, cell }) =>
		column(`${name}${ending}`, ending, cell),
	)
}

function writerOf(choices: readonly Choice[], values: string): (code: string) => string {
	if (values === 'codes') return (code) => code
	const labels = new Map(choices.map((choice) => [choice.name, textIn(choice.label, values)]))
	return (code) => labels.get(code) ?? code
}

/** The cells of one record in one table: a line, or one per row of the repeat. */
export function tableLines(table: Table, record: string, answers: Answers): string[][] {
	if (table.repeat === null)
		return [table.columns.map((column) => column.cell(answers.get(column.template ?? '')))]
	const rows = rowsOf(table.repeat, answers)
	const placeIn = new Map<string, number>()
	return rows.map((row) => {
		const repeat = repeatOf(row)
		const place = (placeIn.get(repeat) ?? 0) + 1
		placeIn.set(repeat, place)
		return [
			record,
			rowId(row),
			rowId(rowOf(row)),
			String(place),
			...table.columns.map((column) => column.cell(answers.get(inThisRow(column.template ?? '', row)))),
		]
	})
}

/** What every line of a repeat's table begins with. */
export const repeatHeaders = ['record_id', 'row_id', 'parent_row_id', 'row_number'] as const

const rowId = (row: string): string => row.slice(row.lastIndexOf('@') + 1)

function rowsOf(repeat: string, answers: Answers): string[] {
	const rows = [...answers.keys()].filter((path) => templateOf(path) === `${repeat}/@`)
	const place = (row: string) => rowsAbove(row).map((each) => Number(answers.get(each) ?? 0))
	return rows.sort((a, b) => {
		const [first, second] = [place(a), place(b)]
		for (const [i, value] of first.entries()) {
			const other = second[i] ?? 0
			if (value !== other) return value - other
		}
		return a < b ? -1 : 1
	})
}

/** The template with its rows filled in from `row`. */
const inThisRow = (template: string, row: string): string =>
	`${row}/${template.slice(template.lastIndexOf('/@/') + 3)}`
