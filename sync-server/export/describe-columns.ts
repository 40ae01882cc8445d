import type { ExportOptions, ExportTable, TablePlan } from '#shared/export/table-plan'
import type { Choice, Question } from '#shared/forms/form-definition'
import { labelText, withoutReferences } from '#shared/forms/label-text'
import { localize } from '#shared/forms/localized-text'
import { isMissingValue } from '#shared/forms/missing-values'
import type { QuestionType } from '#shared/forms/question-types'

interface ColumnCode {
	readonly code: string
	readonly label: string
	readonly isMissing: boolean
	/** Label as it is written in cells, if it differs from `label`. */
	readonly cell?: string
}

/** A column with its label, kind and codes, for formats that carry metadata. */
export interface ColumnDescription {
	readonly header: string
	readonly label: string
	/**
	 * Kind of the values. Codes are texts: they are not added up. The kind of a calculation is found from its
	 * values.
	 */
	readonly kind: 'number' | 'whole' | 'measure' | 'day' | 'moment' | 'calculation' | 'text'
	readonly codes: readonly ColumnCode[]
	/**
	 * True if times are stored in UTC without a local offset; the local time then uses the study's offset.
	 */
	readonly isStoredInUtc?: boolean
	/** Names for the columns with local time and offset of a time. */
	readonly clock?: { readonly local: string; readonly offset: string }
	/** True for a calculated column that is known to be a time: start or end of the interview. */
	readonly isClock?: boolean
	/** Returns the label of a cell with codes; '' if they are not choices. */
	readonly labelOf?: (cell: string) => string
	/** True if the order of the choices has a meaning, as in a scale. */
	readonly isOrdered?: boolean
	/**
	 * For a column that is 1 if a choice of a multiple-choice question was ticked, else 0: the question, and
	 * labels of the two values.
	 */
	readonly tick?: {
		readonly set: string
		readonly setLabel: string
		/** Label of the choice. */
		readonly choice: string
		readonly no: string
		readonly yes: string
	}
}

const plainKinds = new Map<string, ColumnDescription['kind']>([
	...['form_version', 'open_cases', 'row_number'].map((header) => [header, 'whole'] as const),
	...['zila_weight_average', 'zila_weight_people'].map((header) => [header, 'number'] as const),
	...['started', 'changed'].map((header) => [header, 'moment'] as const),
])
const kinds: Partial<Readonly<Record<QuestionType, ColumnDescription['kind']>>> = {
	integer: 'whole',
	decimal: 'number',
	range: 'number',
	calculate: 'calculation',
	geopoint: 'measure',
	date: 'day',
	datetime: 'moment',
}

/**
 * Describes the columns of a table. Labels are in the requested language, or else in the form's first one.
 */
export function describeColumns(
	table: ExportTable,
	{ languages }: TablePlan,
	{ values, labels }: ExportOptions,
): ColumnDescription[] {
	const wanted = labels ?? values
	const language = wanted === 'codes' ? (languages[0]?.tag ?? 'en') : wanted
	const plain = table.plain.map(({ header, meaning }): ColumnDescription => {
		const kind = plainKinds.get(header) ?? 'text'
		return {
			header,
			label: meaning,
			kind,
			codes: [],
			...(kind === 'moment' ? { isStoredInUtc: true, clock: clockWords(language) } : {}),
		}
	})
	const described = table.columns.map(
		({ header, of: { question, choices }, choice, part, row }): ColumnDescription => {
			const questionLabel = labelText(question.label, language) || question.name
			const label = row ? `${questionLabel} (${row.place.join('.')})` : questionLabel
			const kind = choice ? 'whole' : (kinds[question.type] ?? 'text')
			const isCoded = question.type === 'select-one' && part === ''
			const called = choice && labelText(choice.label, language)
			const text = called === null ? label : `${label}: ${called}`
			const codes = isCoded
				? choices.map((each) => {
						const cell = localize(each.label, language)
						const label = withoutReferences(cell)
						const columnCode = { code: each.name, label, isMissing: isMissingValue(question, each) }
						return label === cell ? columnCode : { ...columnCode, cell }
					})
				: []
			const set = row ? `${question.name}_${row.place.join('_')}` : question.name
			return {
				header,
				label: text,
				kind,
				codes,
				...(kind === 'moment' || kind === 'calculation' ? { clock: clockWords(language) } : {}),
				...(isClock(question) ? { isClock: true } : {}),
				...(part === '' && !choice && choices.length > 0
					? { labelOf: labelWriter(question, choices, language) }
					: {}),
				...(isCoded && isScale(question, codes) ? { isOrdered: true } : {}),
				...(called === null ? {} : { tick: { set, setLabel: label, choice: called, ...ticked(language) } }),
			}
		},
	)
	return [...plain, ...described]
}

const isClock = ({ type, calculation = '', atEnd }: Question): boolean =>
	type === 'calculate' && (atEnd === true || calculation === 'once(now())')

/** Returns the label writer for cells with one code, or with several. */
function labelWriter(
	{ type }: Question,
	choices: readonly Choice[],
	language: string,
): (cell: string) => string {
	const labels = new Map(choices.map(({ name, label }) => [name, labelText(label, language)]))
	if (type === 'select-one') return (cell) => labels.get(cell) ?? ''
	const separator = type === 'rank' ? ' > ' : '; '
	return (cell) =>
		cell
			.split(' ')
			.flatMap((code) => labels.get(code) ?? [])
			.join(separator)
}

/** True for a scale: displayed as one, or with consecutive numbers as codes. */
function isScale({ appearance = '' }: Question, codes: ColumnDescription['codes']): boolean {
	const answers = codes.filter(({ isMissing }) => !isMissing).map(({ code }) => Number(code))
	const isInRow = answers.every((each, i) => Number.isInteger(each) && each === (answers[0] ?? 0) + i)
	return /\blikert\b/.test(appearance) || (answers.length > 2 && isInRow)
}

const clockWords = (language: string) =>
	language === 'ur'
		? { local: 'مقامی وقت', offset: 'UTC سے مشرق میں منٹ' }
		: { local: 'Local time', offset: 'Minutes east of UTC' }

const ticked = (language: string) =>
	language === 'ur' ? { no: 'نہیں', yes: 'ہاں' } : { no: 'No', yes: 'Yes' }
