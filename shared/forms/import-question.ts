import { type Choice, type Preset, presets, type Question } from './form-definition.ts'
import type { Columns } from './import-columns.ts'
import { readParameters } from './import-parameters.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import type { SheetType } from './import-types.ts'
import type { SheetRow } from './sheets.ts'

/** Says what is wrong in a row of the survey sheet, at the cell of that column. */
export type Say = (
	row: SheetRow,
	column: string,
	code: ImportCode,
	details?: Record<string, string>,
	severity?: ImportProblem['severity'],
) => void

/** The choice lists of a form. Lists with "other" are added to them. */
export type ChoiceLists = Map<string, readonly Choice[]>

export interface QuestionContext {
	readonly survey: Columns
	readonly lists: ChoiceLists
	/** Names of attached files. */
	readonly files: ReadonlySet<string>
	readonly say: Say
}

/** `yes`, `TRUE`, `1` and the like as an expression; undefined for no. */
const truth = (cell: string): string | undefined =>
	cell === '' || /^(no|false|false\(\)|0)$/i.test(cell)
		? undefined
		: /^(yes|true|true\(\)|1|required)$/i.test(cell)
			? 'true()'
			: cell

/** `{[key]: value}` unless there is no value. */
export const optional = <Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } =>
	value === undefined || value === '' ? {} : ({ [key]: value } as { [K in Key]?: string })

/** Name, label, relevance and appearance, which every part has. */
export function commonOf(survey: Columns, row: SheetRow, name: string) {
	const label = survey.texts(row, 'label')
	return {
		name,
		...(label ? { label } : {}),
		...optional('relevant', survey.text(row, 'relevant')),
		...optional('appearance', survey.text(row, 'appearance')),
	}
}

/** A row of the survey sheet as a question; null where it asks nothing that can be run. */
export function questionOf(
	context: QuestionContext,
	row: SheetRow,
	name: string,
	type: SheetType,
): Question | null {
	const { survey, say } = context
	if (type.kind === 'unknown' || type.kind === 'not-yet') {
		say(row, 'type', type.kind === 'not-yet' ? 'type-not-yet' : 'type-unknown', {
			found: survey.text(row, 'type'),
		})
		return null
	}
	if (type.kind !== 'question' && type.kind !== 'select' && type.kind !== 'metadata') return null
	const list = type.kind === 'select' ? listOf(context, row, type) : undefined
	const preset = type.kind === 'metadata' ? (type.preset ?? '') : survey.text(row, 'bind::zila:preset')
	if (preset !== '' && !(presets as readonly string[]).includes(preset))
		say(row, 'bind::zila:preset', 'preset-unknown', { found: preset, possible: presets.join(', ') })
	const texts = (
		column: string,
		key: 'hint' | 'requiredMessage' | 'constraintMessage' | 'warningMessage',
	) => {
		const found = survey.texts(row, column)
		return found ? { [key]: found } : {}
	}
	const calculation = type.kind === 'metadata' ? type.calculation : survey.text(row, 'calculation')
	const trigger = triggersOf(context, row)
	const questionType = type.kind === 'metadata' ? 'calculate' : type.type
	const parameters = readParameters(survey.text(row, 'parameters'), questionType, ({ code, ...details }) =>
		say(row, 'parameters', code, details),
	)
	const question: Question = {
		kind: 'question',
		type: questionType,
		...commonOf(survey, row, name),
		...(list === undefined ? {} : { list }),
		...texts('hint', 'hint'),
		...optional('required', truth(survey.text(row, 'required'))),
		...texts('required_message', 'requiredMessage'),
		...optional('constraint', survey.text(row, 'constraint')),
		...texts('constraint_message', 'constraintMessage'),
		...optional('warning', survey.text(row, 'bind::zila:warning')),
		...texts('bind::zila:warning_message', 'warningMessage'),
		...optional('calculation', calculation),
		...(trigger ? { trigger } : {}),
		...optional('default', survey.text(row, 'default')),
		...optional('readOnly', truth(survey.text(row, 'read_only'))),
		...optional('choiceFilter', survey.text(row, 'choice_filter')),
		...(parameters ? { parameters } : {}),
		...(preset === '' ? {} : { preset: preset as Preset }),
		...(truth(survey.text(row, 'bind::zila:on_phone_only')) ? { onPhoneOnly: true as const } : {}),
		...(truth(survey.text(row, 'bind::zila:personal')) ? { personal: true as const } : {}),
		...(truth(survey.text(row, 'bind::zila:gate')) ? { gate: true as const } : {}),
	}
	const isCalculate = type.kind === 'question' && /^calculate$/i.test(survey.text(row, 'type'))
	if (isCalculate && !calculation && preset === '' && question.default === undefined)
		say(row, 'calculation', 'calculation-missing')
	if (!question.label && question.type !== 'calculate') say(row, 'label', 'label-missing', {}, 'warning')
	return question
}

/** The choices of a select, checked; those of "or_other" become a list of their own. */
function listOf(
	{ survey, lists, files, say }: QuestionContext,
	row: SheetRow,
	type: Extract<SheetType, { kind: 'select' }>,
): string {
	const { list } = type
	if (type.isFile) {
		if (!files.has(list)) say(row, 'type', 'file-missing', { found: list })
		return list
	}
	const choices = lists.get(list)
	if (!choices) say(row, 'type', 'list-missing', { found: list })
	const spaced = type.type !== 'select-one' ? choices?.find(({ name }) => /\s/.test(name)) : undefined
	if (spaced) say(row, 'type', 'choice-name-not-possible', { found: spaced.name, list })
	if (!type.hasOther || !choices || choices.some(({ name }) => name === other)) return list
	const [language = 'en'] = Object.keys(choices[0]?.label ?? {})
	const withOther = `${list} or_other`
	lists.set(withOther, [...choices, { name: other, label: { [language]: 'Other' } }])
	if (survey.text(row, 'choice_filter') !== '') say(row, 'choice_filter', 'other-with-filter', {}, 'warning')
	return withOther
}

const other = 'other'

/** What "or_other" asks when somebody chose it. */
export function otherQuestion(question: Question): Question {
	const [language = 'en'] = Object.keys(question.label ?? {})
	return {
		kind: 'question',
		type: 'text',
		name: `${question.name}_other`,
		label: { [language]: 'Specify other.' },
		relevant: `selected(../${question.name}, '${other}')`,
	}
}

/** `${a}, ${b}` → a, b */
function triggersOf({ survey, say }: QuestionContext, row: SheetRow): string[] | null {
	const cell = survey.text(row, 'trigger')
	if (cell === '') return null
	const parts = cell.split(',').filter((each) => each.trim() !== '')
	const names = parts.map((each) => /^\$\{\s*([^{}]+?)\s*\}$/.exec(each.trim())?.[1])
	if (names.every((each) => each !== undefined)) return names as string[]
	say(row, 'trigger', 'trigger-not-possible', { found: cell })
	return null
}
