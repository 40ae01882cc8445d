import { identifiersRecipient, isSealingRecipient, sealingRecipients } from '#shared/people/roles'
import { type Preset, presets, type Question } from '../forms/form-definition.ts'
import { canBeQuasiIdentifier, parseQuasiIdentifier } from '../forms/quasi-identifier.ts'
import { type QuestionType, questionTypes } from '../forms/question-types.ts'
import { parseRetentionPeriod } from '../forms/retention-period.ts'
import { type QuestionContext, truth } from './import-context.ts'
import type { SheetType } from './import-types.ts'
import type { SheetRow } from './sheets.ts'

/*
 * The columns of a question that only Zila has. They are in the namespace of XLSForm for others' columns.
 */

/** Reads the columns that decide who sees an answer, how long it is kept, and what else it is used for. */
export function readOwnColumns(
	context: QuestionContext,
	row: SheetRow,
	type: QuestionType,
	calculation: string | undefined,
): Partial<Question> {
	const { survey } = context
	return {
		...(truth(survey.text(row, 'bind::zila:on_phone_only')) ? { onPhoneOnly: true as const } : {}),
		...(truth(survey.text(row, 'bind::zila:personal')) ? { personal: true as const } : {}),
		...(truth(survey.text(row, 'bind::zila:gate')) ? { gate: true as const } : {}),
		...takesChecks(context, row, type, calculation),
		...inBackground(context, row, type),
		...sealedTo(context, row, type),
		...readRetention(context, row),
		...traitOf(context, row, type),
	}
}

/** Reads what the app fills in by itself. '' if nothing, also if it is unknown. */
export function readPreset({ survey, report }: QuestionContext, row: SheetRow, type: SheetType): Preset | '' {
	const preset = type.kind === 'metadata' ? (type.preset ?? '') : survey.text(row, 'bind::zila:preset')
	if (preset !== '' && !(presets as readonly string[]).includes(preset))
		report(row, 'bind::zila:preset', 'preset-unknown', { found: preset, possible: presets.join(', ') })
	return preset as Preset | ''
}

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

/** Reads the mark of a flag, which depends on the whole question. */
export function readFlag(
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

const fileTypes: ReadonlySet<QuestionType> = new Set(['audio', 'image', 'video', 'file'])

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
