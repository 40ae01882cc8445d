import { identifiersRecipient, isSealingRecipient, sealingRecipients } from '#shared/people/roles'
import { type Preset, presets, type Question } from '../forms/form-definition.ts'
import { canBeQuasiIdentifier, parseQuasiIdentifier } from '../forms/quasi-identifier.ts'
import { type QuestionType, questionTypes } from '../forms/question-types.ts'
import { parseRetentionPeriod } from '../forms/retention-period.ts'
import { checkRange } from './check-range.ts'
import { otherTexts } from './import-choices.ts'
import { type Columns, labelMedia } from './import-columns.ts'
import { consentColumn, consentMark } from './import-consent.ts'
import { optional, type QuestionContext } from './import-context.ts'
import { isTableFile, listOfFile } from './import-files.ts'
import { placeParameters, readParameters, severityOf } from './import-parameters.ts'
import { reportIgnoredInRow } from './import-row-ignored.ts'
import { importSearch } from './import-search.ts'
import { parseTranscriptMark, transcriptColumn } from './import-transcript.ts'
import { isOfKobo, type SheetType } from './import-types.ts'
import type { SheetRow } from './sheets.ts'

/** Converts `yes`, `TRUE`, `1` and the like to an expression; undefined for no. */
const truth = (cell: string): string | undefined =>
	cell === '' || /^(no|false|false\(\)|0)$/i.test(cell)
		? undefined
		: /^(yes|true|true\(\)|1|required)$/i.test(cell)
			? 'true()'
			: cell

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
	const { survey, report } = context
	const isKnown = sheetType.kind !== 'unknown'
	const typed = survey.text(row, 'type')
	if (!isKnown) report(row, 'type', isOfKobo(typed) ? 'type-kobo' : 'type-unknown', { found: typed })
	if (sheetType.kind === 'metadata' && sheetType.calculation === undefined && sheetType.preset === undefined)
		report(row, 'type', 'type-blank', { found: typed }, 'warning')
	if (/^osm\b/i.test(typed)) report(row, 'type', 'type-as-text', { found: typed }, 'warning')
	// the rest of the row is read all the same, so that an author sees all problems at once
	const type = isKnown ? sheetType : ({ kind: 'question', type: 'text' } as const)
	if (type.kind !== 'question' && type.kind !== 'select' && type.kind !== 'metadata') return null
	const preset = type.kind === 'metadata' ? (type.preset ?? '') : survey.text(row, 'bind::zila:preset')
	if (preset !== '' && !(presets as readonly string[]).includes(preset))
		report(row, 'bind::zila:preset', 'preset-unknown', { found: preset, possible: presets.join(', ') })
	const texts = (
		column: string,
		key: 'hint' | 'guidance' | 'requiredMessage' | 'constraintMessage' | 'warningMessage',
	) => {
		const found = survey.texts(row, column)
		return found ? { [key]: found } : {}
	}
	const calculation = type.kind === 'metadata' ? type.calculation : written(survey.text(row, 'calculation'))
	const trigger = type.kind === 'metadata' ? null : triggersOf(context, row)
	if (type.kind === 'metadata' && survey.text(row, 'trigger') !== '')
		report(row, 'trigger', 'column-not-for-type', { column: 'trigger', type: typed }, 'warning')
	const questionType = type.kind === 'metadata' ? 'calculate' : type.type
	const parameters = readParameters(
		isKnown ? survey.text(row, 'parameters') : '',
		questionType,
		({ code, ...details }) => report(row, 'parameters', code, details, severityOf(code)),
	)
	if (questionType === 'range')
		checkRange(parameters ?? {}, survey.text(row, 'appearance'), context.lists, ({ code, ...details }) =>
			report(row, 'parameters', code, details),
		)
	if (
		type.kind === 'select' &&
		type.from === 'external' &&
		(parameters?.value ?? parameters?.label) !== undefined
	)
		report(row, 'parameters', 'parameter-unknown', { found: 'value, label', possible: 'randomize, seed' })
	const list = type.kind === 'select' ? listOf(context, row, type, parameters) : {}
	if (
		survey.text(row, 'big-image') !== '' &&
		survey.text(row, 'image') === '' &&
		!labelMedia(survey, row)?.image
	)
		report(row, 'big-image', 'big-image-alone')
	if (isKnown) reportIgnoredInRow(context, row, questionType)
	const { appearance: look, parameters: ofSearch, ...from } = list
	const { appearance: _, ...common } = commonOf(survey, row, name)
	const question: Question = {
		kind: 'question',
		type: questionType,
		...common,
		...optional('appearance', look ?? survey.text(row, 'appearance')),
		...texts('hint', 'hint'),
		...texts('guidance_hint', 'guidance'),
		...optional('required', truth(survey.text(row, 'required'))),
		...texts('required_message', 'requiredMessage'),
		...optional('constraint', written(survey.text(row, 'constraint')) || constraintOf(type)),
		...texts('constraint_message', 'constraintMessage'),
		...optional('warning', survey.text(row, 'bind::zila:warning')),
		...texts('bind::zila:warning_message', 'warningMessage'),
		...optional('calculation', calculation),
		...(type.kind === 'metadata' && type.atEnd ? { atEnd: true as const } : {}),
		...(trigger ? { trigger } : {}),
		...optional('default', survey.text(row, 'default')),
		...optional('readOnly', truth(survey.text(row, 'read_only'))),
		...optional('choiceFilter', survey.text(row, 'choice_filter')),
		...from,
		...optional('saveTo', survey.text(row, 'save_to')),
		...(parameters || ofSearch ? { parameters: { ...parameters, ...ofSearch } } : {}),
		...(preset === '' ? {} : { preset: preset as Preset }),
		...(truth(survey.text(row, 'bind::zila:on_phone_only')) ? { onPhoneOnly: true as const } : {}),
		...(truth(survey.text(row, 'bind::zila:personal')) ? { personal: true as const } : {}),
		...(truth(survey.text(row, 'bind::zila:gate')) ? { gate: true as const } : {}),
		...takesChecks(context, row, questionType, calculation),
		...inBackground(context, row, questionType),
		...sealedTo(context, row, questionType),
		...readRetention(context, row),
		...traitOf(context, row, questionType),
	}
	const isCalculate = type.kind === 'question' && /^calculate$/i.test(survey.text(row, 'type'))
	const isFilledByApp = question.consent !== undefined || question.checks === true
	if (isCalculate && !calculation && preset === '' && !isFilledByApp && question.default === undefined)
		report(row, 'calculation', 'calculation-missing')
	if (!question.label && question.type !== 'calculate') report(row, 'label', 'label-missing', {}, 'warning')
	if (question.type === 'note' && question.required !== undefined)
		report(row, 'required', 'note-stops', {}, 'warning')
	return { ...question, ...readFlag(context, row, type, question) }
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
	const spaced = type.type === 'select-one' ? undefined : choices?.find(({ name }) => /\s/.test(name))
	if (spaced) report(row, 'type', 'choice-name-not-possible', { found: spaced.name, list })
	if (type.from === 'external') {
		lists.set(externalName(list), choices ?? [])
		return { list: externalName(list) }
	}
	if (search) {
		context.searched.add(list)
		return importSearch(context, row, list)
	}
	if (!type.hasOther || !choices || choices.some(({ name }) => name === other)) return { list }
	const withOther = withOtherName(list)
	lists.set(withOther, [...choices, { name: other, label: otherTexts(otherWord, choices[0]?.label) }])
	if (survey.text(row, 'choice_filter') !== '')
		report(row, 'choice_filter', 'other-with-filter', {}, 'warning')
	return { list: withOther }
}

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

const fileTypes: ReadonlySet<QuestionType> = new Set(['audio', 'image', 'video', 'file'])

function readRetention(
	{ survey, isWithoutRounds, report }: QuestionContext,
	row: SheetRow,
): Pick<Question, 'keep'> {
	const found = survey.text(row, 'bind::zila:retention')
	if (found === '') return {}
	const retention = parseRetentionPeriod(found)
	if (!retention) report(row, 'bind::zila:retention', 'keep-unreadable', { found })
	// the value would look as if it were erased one day, and stay
	else if (retention.round !== undefined && isWithoutRounds)
		report(row, 'bind::zila:retention', 'keep-without-rounds', { found })
	else return { keep: retention }
	return {}
}

function traitOf(
	{ survey, report }: QuestionContext,
	row: SheetRow,
	type: QuestionType,
): Pick<Question, 'trait'> {
	const found = survey.text(row, 'bind::zila:quasi_identifier')
	if (found === '') return {}
	const trait = parseQuasiIdentifier(found)
	if (!canBeQuasiIdentifier(type))
		report(row, 'bind::zila:quasi_identifier', 'cannot-be-trait', { found: type })
	else if (!trait || (trait.band !== undefined && type === 'select-one'))
		report(row, 'bind::zila:quasi_identifier', 'trait-unreadable', { found })
	else return { trait }
	return {}
}

function inBackground(
	{ survey, report }: QuestionContext,
	row: SheetRow,
	type: QuestionType,
): Pick<Question, 'background'> {
	if (!truth(survey.text(row, 'bind::zila:background'))) return {}
	if (type === 'geopoint') return { background: true }
	report(row, 'bind::zila:background', 'cannot-be-background', { found: type })
	return {}
}

function takesChecks(
	{ survey, report }: QuestionContext,
	row: SheetRow,
	type: QuestionType,
	calculation: string | undefined,
): Pick<Question, 'checks'> {
	if (!truth(survey.text(row, 'bind::zila:checks'))) return {}
	if (type === 'calculate' && !calculation) return { checks: true }
	report(row, 'bind::zila:checks', 'cannot-be-checks')
	return {}
}

function readFlag(
	{ survey, report }: QuestionContext,
	row: SheetRow,
	{ kind }: SheetType,
	question: Question,
): Pick<Question, 'flag'> {
	if (!truth(survey.text(row, 'bind::zila:flag'))) return {}
	if (kind === 'question' && canBeFlag(question)) return { flag: true }
	report(row, 'bind::zila:flag', 'cannot-be-flag')
	return {}
}

/**
 * True for a value that the form calculates from answers alone, and that nobody sees while it is filled in.
 */
const canBeFlag = ({ type, calculation, label, onPhoneOnly, preset, consent }: Question): boolean =>
	type === 'calculate' &&
	calculation !== undefined &&
	label === undefined &&
	onPhoneOnly === undefined &&
	preset === undefined &&
	consent === undefined

/**
 * Texts and choices can be sealed. Files are always sealed to the project, and a calculation is nobody's
 * answer.
 */
function sealedTo(
	{ survey, report }: QuestionContext,
	row: SheetRow,
	type: QuestionType,
): Pick<Question, 'sealedTo'> {
	const found = survey.text(row, 'bind::zila:sealed_to')
	if (found === '') return {}
	if (!isSealingRecipient(found)) {
		report(row, 'bind::zila:sealed_to', 'sealed-to-unknown', {
			found,
			possible: sealingRecipients.join(', '),
		})
		return {}
	}
	if (!questionTypes[type].isInput || fileTypes.has(type)) {
		report(row, 'bind::zila:sealed_to', 'cannot-be-sealed', { found: type })
		return {}
	}
	// the recovery key opens only the newest key of the server, so values sealed to an earlier one must expire
	if (found === identifiersRecipient && survey.text(row, 'bind::zila:retention') === '') {
		report(row, 'bind::zila:sealed_to', 'identifiers-without-keep')
		return {}
	}
	return { sealedTo: found }
}
