import type { Question } from '../forms/form-definition.ts'
import { oncePerList } from '../forms/once-per-list.ts'
import { checkRange } from './check-range.ts'
import { otherTexts } from './import-choices.ts'
import { type Columns, labelMedia } from './import-columns.ts'
import { consentColumn, consentMark } from './import-consent.ts'
import { optional, type QuestionContext, truth } from './import-context.ts'
import { isTableFile, listOfFile } from './import-files.ts'
import { readFlag, readOwnColumns, readPreset } from './import-own-columns.ts'
import { placeParameters, readParameters, severityOf } from './import-parameters.ts'
import { reportIgnoredInRow } from './import-row-ignored.ts'
import { importSearch } from './import-search.ts'
import { parseTranscriptMark, transcriptColumn } from './import-transcript.ts'
import { isOfKobo, type SheetType } from './import-types.ts'
import type { SheetRow } from './sheets.ts'

/** Returns an expression as it is written; a spreadsheet turns `true()` into `TRUE`. */
const written = (cell: string): string =>
	/^(yes|no|true|false)$/i.test(cell) ? (truth(cell) ?? 'false()') : cell

/** Returns the properties of every part: name, label, relevance and appearance. */
export function commonOf(survey: Columns, row: SheetRow, name: string) {
	const label = survey.texts(row, 'label')
	const media = labelMedia(survey, row)
	return {
		name,
		...(label ? { label } : {}),
		...(media ? { media } : {}),
		...optional('relevant', written(survey.text(row, 'relevant'))),
		...optional('appearance', survey.text(row, 'appearance')),
		...consentMark(survey.text(row, consentColumn)),
		...parseTranscriptMark(survey.text(row, transcriptColumn)),
	}
}

/** Reads a row of the survey sheet as a question. Null if its type asks nothing that can be run. */
export function questionOf(
	context: QuestionContext,
	row: SheetRow,
	name: string,
	sheetType: SheetType,
): Question | null {
	const { survey } = context
	reportTypeProblems(context, row, sheetType)
	const isKnown = sheetType.kind !== 'unknown'
	// the rest of the row is read all the same, so that an author sees all problems at once
	const type = isKnown ? sheetType : ({ kind: 'question', type: 'text' } as const)
	if (type.kind !== 'question' && type.kind !== 'select' && type.kind !== 'metadata') return null
	const isMetadata = type.kind === 'metadata'
	const preset = readPreset(context, row, type)
	const calculation = isMetadata ? type.calculation : written(survey.text(row, 'calculation'))
	const trigger = isMetadata ? null : triggersOf(context, row)
	const questionType = isMetadata ? 'calculate' : type.type
	const parameters = parametersOf(context, row, type, isKnown)
	const list = type.kind === 'select' ? listOf(context, row, type, parameters) : {}
	reportColumnProblems(context, row, type)
	if (isKnown) reportIgnoredInRow(context, row, questionType)
	const { appearance: look, parameters: ofSearch, ...from } = list
	const { appearance: _, ...common } = commonOf(survey, row, name)
	const question: Question = {
		kind: 'question',
		type: questionType,
		...common,
		...optional('appearance', look ?? survey.text(row, 'appearance')),
		...textsOf(survey, row, 'hint', 'hint'),
		...textsOf(survey, row, 'guidance_hint', 'guidance'),
		...optional('required', truth(survey.text(row, 'required'))),
		...textsOf(survey, row, 'required_message', 'requiredMessage'),
		...optional('constraint', written(survey.text(row, 'constraint')) || constraintOf(type)),
		...textsOf(survey, row, 'constraint_message', 'constraintMessage'),
		...optional('warning', survey.text(row, 'bind::zila:warning')),
		...textsOf(survey, row, 'bind::zila:warning_message', 'warningMessage'),
		...optional('calculation', calculation),
		...(isMetadata && type.atEnd ? { atEnd: true as const } : {}),
		...(trigger ? { trigger } : {}),
		...optional('default', survey.text(row, 'default')),
		...optional('readOnly', truth(survey.text(row, 'read_only'))),
		...optional('choiceFilter', survey.text(row, 'choice_filter')),
		...from,
		...optional('saveTo', survey.text(row, 'save_to')),
		...(parameters || ofSearch ? { parameters: { ...parameters, ...ofSearch } } : {}),
		...(preset === '' ? {} : { preset }),
		...readOwnColumns(context, row, questionType, calculation),
	}
	reportIncomplete(context, row, type, question)
	return { ...question, ...readFlag(context, row, type, question) }
}

function reportTypeProblems({ survey, report }: QuestionContext, row: SheetRow, type: SheetType): void {
	const typed = survey.text(row, 'type')
	if (type.kind === 'unknown')
		report(row, 'type', isOfKobo(typed) ? 'type-kobo' : 'type-unknown', { found: typed })
	if (type.kind === 'metadata' && type.calculation === undefined && type.preset === undefined)
		report(row, 'type', 'type-blank', { found: typed }, 'warning')
	if (/^osm\b/i.test(typed)) report(row, 'type', 'type-as-text', { found: typed }, 'warning')
}

/** Reports columns that have no effect with this type, or without another column. */
function reportColumnProblems({ survey, report }: QuestionContext, row: SheetRow, { kind }: SheetType): void {
	if (kind === 'metadata' && survey.text(row, 'trigger') !== '')
		report(
			row,
			'trigger',
			'column-not-for-type',
			{ column: 'trigger', type: survey.text(row, 'type') },
			'warning',
		)
	const isImageMissing = survey.text(row, 'image') === '' && !labelMedia(survey, row)?.image
	if (survey.text(row, 'big-image') !== '' && isImageMissing) report(row, 'big-image', 'big-image-alone')
}

type QuestionSheetType = Extract<SheetType, { readonly kind: 'question' | 'select' | 'metadata' }>

/** Reads the parameters of a question. Those of an unknown type are not known either. */
function parametersOf(
	{ survey, lists, report }: QuestionContext,
	row: SheetRow,
	type: QuestionSheetType,
	isKnown: boolean,
): Record<string, string> | undefined {
	const questionType = type.kind === 'metadata' ? 'calculate' : type.type
	const parameters = readParameters(
		isKnown ? survey.text(row, 'parameters') : '',
		questionType,
		({ code, ...details }) => report(row, 'parameters', code, details, severityOf(code)),
	)
	if (questionType === 'range')
		checkRange(parameters ?? {}, survey.text(row, 'appearance'), lists, ({ code, ...details }) =>
			report(row, 'parameters', code, details),
		)
	const isExternal = type.kind === 'select' && type.from === 'external'
	if (isExternal && (parameters?.value ?? parameters?.label) !== undefined)
		report(row, 'parameters', 'parameter-unknown', { found: 'value, label', possible: 'randomize, seed' })
	return parameters
}

/** Reads one of the texts below a question, in all languages. */
function textsOf(
	survey: Columns,
	row: SheetRow,
	column: string,
	key: 'hint' | 'guidance' | 'requiredMessage' | 'constraintMessage' | 'warningMessage',
) {
	const found = survey.texts(row, column)
	return found ? { [key]: found } : {}
}

/** Reports a question without what its type needs. */
function reportIncomplete(
	{ survey, report }: QuestionContext,
	row: SheetRow,
	type: QuestionSheetType,
	question: Question,
): void {
	const isCalculate = type.kind === 'question' && /^calculate$/i.test(survey.text(row, 'type'))
	const isFilledByApp =
		question.consent !== undefined || question.checks === true || question.preset !== undefined
	if (isCalculate && !question.calculation && !isFilledByApp && question.default === undefined)
		report(row, 'calculation', 'calculation-missing')
	if (!question.label && question.type !== 'calculate') report(row, 'label', 'label-missing', {}, 'warning')
	if (question.type === 'note' && question.required !== undefined)
		report(row, 'required', 'note-stops', {}, 'warning')
}

const constraintOf = (type: SheetType): string => (type.kind === 'question' ? (type.constraint ?? '') : '')

/**
 * Rejects columns on a group that only work on a question: they would have no effect, and the author would
 * not notice.
 */
export function rejectQuestionColumnsOnGroup({ survey, report }: QuestionContext, row: SheetRow): void {
	if (survey.text(row, 'save_to') !== '') report(row, 'save_to', 'save-to-on-group')
	if (survey.text(row, 'bind::zila:sealed_to') !== '')
		report(row, 'bind::zila:sealed_to', 'cannot-be-sealed', { found: survey.text(row, 'type') })
	if (truth(survey.text(row, 'bind::zila:flag'))) report(row, 'bind::zila:flag', 'cannot-be-flag')
	if (truth(survey.text(row, 'bind::zila:checks'))) report(row, 'bind::zila:checks', 'cannot-be-checks')
	if (truth(survey.text(row, 'bind::zila:background')))
		report(row, 'bind::zila:background', 'cannot-be-background', { found: survey.text(row, 'type') })
}

/** Reads the row that asks for an audit, which has only a name and parameters. */
export function auditOf({ survey, report }: QuestionContext, row: SheetRow, name: string): Question {
	const parameters = readParameters(survey.text(row, 'parameters'), 'audit', ({ code, ...details }) =>
		report(row, 'parameters', code, details, severityOf(code)),
	)
	const places = placeParameters.filter((key) => parameters && key in parameters)
	if (places.length > 0) report(row, 'parameters', 'never-unseen', { found: places.join(', ') }, 'warning')
	return { kind: 'question', type: 'audit', name, ...(parameters ? { parameters } : {}) }
}

/** Checks the source of a select's choices; those of "or_other" become a list of their own. */
function listOf(
	context: QuestionContext,
	row: SheetRow,
	type: Extract<SheetType, { kind: 'select' }>,
	parameters: Readonly<Record<string, string>> | undefined,
): Pick<Question, 'list' | 'listFrom' | 'choiceFilter' | 'parameters' | 'appearance'> {
	const { survey, lists, external, files, report } = context
	const { list } = type
	const search = /^.*?\bsearch\s*\(/i.test(survey.text(row, 'appearance'))
	if (type.from === 'rows') return { listFrom: list.replace(/^\$\{\s*|\s*\}$/g, '') }
	if (type.from === 'file') {
		if (!isTableFile(list)) report(row, 'type', 'file-ending', { found: list })
		else if (search) report(row, 'appearance', 'search-with-file', { found: list })
		else if (!files.has(list)) report(row, 'type', 'file-missing', { found: list }, 'warning')
		const named = listOfFile(list, parameters ?? {})
		const choices = files.choices(list, parameters)
		if (choices.length === 0 && files.size(list) > 0)
			report(row, 'type', 'file-without-choices', { found: list }, 'warning')
		lists.set(named, choices)
		return { list: named }
	}
	const choices = (type.from === 'external' ? external : lists).get(list)
	if (!choices) report(row, 'type', 'list-missing', { found: list })
	const spaced = type.type === 'select-one' || !choices ? undefined : choiceWithSpace(choices)
	if (spaced) report(row, 'type', 'choice-name-not-possible', { found: spaced.name, list })
	if (type.from === 'external') {
		lists.set(externalName(list), choices ?? [])
		return { list: externalName(list) }
	}
	if (search) {
		context.searched.add(list)
		return importSearch(context, row, list)
	}
	if (!type.hasOther || !choices || hasOtherChoice(choices)) return { list }
	const withOther = withOtherName(list)
	lists.set(withOther, withOtherChoice(choices))
	if (survey.text(row, 'choice_filter') !== '')
		report(row, 'choice_filter', 'other-with-filter', {}, 'warning')
	return { list: withOther }
}

const choiceWithSpace = oncePerList((choices) => choices.find(({ name }) => /\s/.test(name)))
const hasOtherChoice = oncePerList((choices) => choices.some(({ name }) => name === other))
const withOtherChoice = oncePerList((choices) => [
	...choices,
	{ name: other, label: otherTexts(otherWord, choices[0]?.label) },
])

/** Name of the list to which "or_other" has added the choice "other". */
export const withOtherName = (list: string): string => `${list} or_other`
const externalName = (list: string): string => `external_choices ${list}`
const other = 'other'
const otherWord = { en: 'Other', ur: 'دیگر' }
const specifyOtherLabel = { en: 'Specify other.', ur: 'دیگر کی وضاحت کریں۔' }

/** Question that "or_other" adds: sealed if the choice is, which it would disclose. */
export function otherQuestion(question: Question): Question {
	return {
		kind: 'question',
		type: 'text',
		name: `${question.name}_other`,
		label: otherTexts(specifyOtherLabel, question.label),
		relevant: `selected(../${question.name}, '${other}')`,
		...(question.sealedTo ? { sealedTo: question.sealedTo } : {}),
	}
}

/** `${a}, ${b}` → a, b */
export function triggersOf({ survey, report }: QuestionContext, row: SheetRow): string[] | null {
	const cell = survey.text(row, 'trigger')
	if (cell === '') return null
	const parts = cell.split(',').filter((each) => each.trim() !== '')
	const names = parts.map((each) => /^\$\{\s*([^{}]+?)\s*\}$/.exec(each.trim())?.[1])
	if (names.every((each) => each !== undefined)) return names as string[]
	report(row, 'trigger', 'trigger-not-possible', { found: cell })
	return null
}
