import { formAuditColumns } from '#shared/export/form-audit-rows'
import type { KnownChoice, KnownQuestion } from '#shared/export/parts-across-versions'
import type { ExportColumn, ExportTable, TablePlan } from '#shared/export/table-plan'
import { transcriptColumns } from '#shared/export/transcript-columns'
import type { LocalizedText } from '#shared/forms/form-definition'
import { weightColumns } from '#shared/results/weight-columns'

/** A question in a codebook: its text, and the counts of its answers. */
export interface QuestionInBook {
	readonly known: KnownQuestion
	/** Header of the question's first column. */
	readonly header: string
	/** Number of answers: records, or rows of the question's repeat. */
	readonly answered: number
	readonly choices: readonly {
		readonly choice: KnownChoice
		readonly count: number
		readonly isMissing: boolean
	}[]
	readonly isNumber: boolean
	/** Range of the numbers. Null if there are no numeric answers. */
	readonly range: { readonly least: number; readonly most: number; readonly mean: number } | null
}

/** A column of a file, as a codebook describes it. */
export interface VariableInBook {
	readonly header: string
	readonly label: LocalizedText
	/** Text of the question. Null for a column that belongs to no question, and for a part of an answer. */
	readonly questionText: LocalizedText | null
	/** Relevance condition. Null if the question is always asked. */
	readonly universe: string | null
	readonly isNumeric: boolean
	readonly isWeight: boolean
	/** Number of rows with an answer, and of all rows. Null if they are not counted. */
	readonly counts: { readonly answered: number; readonly rows: number } | null
	readonly choices: QuestionInBook['choices']
	readonly range: QuestionInBook['range']
}

interface FileInBook {
	readonly file: string
	/** Number of rows. Null if they are not counted. */
	readonly lines: number | null
	readonly variables: readonly VariableInBook[]
}

const inEnglish = (header: string, meaning: string): VariableInBook => ({
	header,
	label: { en: meaning },
	questionText: null,
	universe: null,
	isNumeric: false,
	isWeight: false,
	counts: null,
	choices: [],
	range: null,
})

const numericColumns: ReadonlySet<string> = new Set(['form_version', 'open_cases', 'row_number'])

/** Lists all columns of a table in order. `inBook`: counts of its questions, by template. */
export function variablesOf(
	{ plain, columns }: ExportTable,
	rows: number,
	inBook: ReadonlyMap<string, QuestionInBook>,
): VariableInBook[] {
	return [
		...plain.map(({ header, meaning }) => ({
			...inEnglish(header, meaning),
			isNumeric: numericColumns.has(header),
		})),
		...columns.flatMap((column) => {
			const known = inBook.get(column.of.template)
			return known ? [questionVariable(column, known, rows)] : []
		}),
	]
}

function questionVariable(column: ExportColumn, known: QuestionInBook, rows: number): VariableInBook {
	const { of, choice, part, header } = column
	const { question } = of
	const counts = { answered: known.answered, rows }
	const label = question.label ?? {}
	const common = {
		header,
		universe: question.relevant ?? null,
		isWeight: false,
		counts,
		questionText: header === known.header ? label : null,
	}
	if (choice)
		return {
			...common,
			label: joined(label, choice.label, question.name),
			isNumeric: true,
			range: null,
			choices: tickCounts(known, choice.name),
		}
	const isPart = part !== '' && header !== known.header
	const partName = part.replace(/^_/, '').replaceAll('_', ' ')
	return {
		...common,
		label: isPart ? joined(label, { en: partName }, question.name) : label,
		isNumeric: known.isNumber || (question.type === 'geopoint' && part !== '_by_hand'),
		choices: isPart ? [] : known.choices,
		range: isPart ? null : known.range,
	}
}

/**
 * Joins two labels in each language of the question. A choice without a label in a language uses another one.
 */
function joined(question: LocalizedText, other: LocalizedText, otherwise: string): LocalizedText {
	const tags = Object.keys(question)
	const ofOther = (tag: string) => other[tag] ?? other.en ?? Object.values(other)[0] ?? ''
	if (tags.length === 0) return { en: `${otherwise}: ${ofOther('en')}` }
	return Object.fromEntries(tags.map((tag) => [tag, `${question[tag]}: ${ofOther(tag)}`]))
}

/** Counts of a column that is 1 if a choice was ticked. */
function tickCounts({ choices, answered }: QuestionInBook, code: string): VariableInBook['choices'] {
	const ticked = choices.find(({ choice }) => choice.name === code)?.count ?? 0
	const tick = (name: string, label: LocalizedText, count: number) => ({
		choice: { name, label, versions: [] },
		count,
		isMissing: false,
	})
	return [tick('0', { en: 'No', ur: 'نہیں' }, answered - ticked), tick('1', { en: 'Yes', ur: 'ہاں' }, ticked)]
}

/**
 * Files next to the tables of questions: the audit of filling, transcripts turn by turn, and the weights of a
 * round.
 */
export function listCompanionFiles(
	{ audit, turnsFile }: TablePlan,
	weights: { readonly lines: number | null } | null,
): FileInBook[] {
	const file = (name: string, columns: readonly { readonly header: string; readonly meaning: string }[]) => ({
		file: name,
		lines: null,
		variables: columns.map(({ header, meaning }) => inEnglish(header, meaning)),
	})
	return [
		...(audit ? [file(audit.file, formAuditColumns)] : []),
		...(turnsFile === null ? [] : [file(turnsFile, transcriptColumns)]),
		...(weights
			? [
					{
						file: 'weights.csv',
						lines: weights.lines,
						variables: weightColumns.map(({ header, meaning, weights: version }) => ({
							...inEnglish(header, meaning),
							isWeight: version !== undefined,
							isNumeric: version !== undefined,
						})),
					},
				]
			: []),
	]
}
