import { type FormPart, isAudit, type Preset, type Question } from '#shared/forms/form-definition'
import { questionTypes } from '#shared/forms/question-types'

/** Presets that are given once for all lines, or by the user who imports. */
const ofTheLine: readonly Preset[] = ['round', 'district', 'districts', 'person', 'phone', 'lead']
/** Roles of consent that the app fills in: they are unknown for an interview of another tool. */
const appProvidedKinds = ['time', 'language', 'version', 'code']
const files = ['audio', 'image', 'video', 'file']

/**
 * Treatment of a question when older data are imported. `taken`: from a column. `left-behind`: it points at a
 * person, is sealed, or is a file, so that it never leaves the browser. `by-itself`: the form calculates it,
 * or the line has it once.
 */
export type Intake = 'taken' | 'left-behind' | 'by-itself'

export function importableQuestions(part: FormPart): Intake {
	if (part.kind !== 'question' || isAudit(part)) return 'by-itself'
	if (part.personal || part.sealedTo || part.onPhoneOnly || files.includes(part.type)) return 'left-behind'
	if (part.preset && ofTheLine.includes(part.preset)) return 'by-itself'
	if (part.flag || part.checks || appProvidedKinds.includes(part.consent?.role ?? '')) return 'by-itself'
	return isAnswered(part) ? 'taken' : 'by-itself'
}

/**
 * True if a person answers it, or may change a calculated value; also for the end of an interview, which no
 * form can calculate later.
 */
const isAnswered = ({ type, calculation, readOnly, atEnd }: Question): boolean =>
	atEnd === true || (questionTypes[type].isInput && (calculation === undefined || readOnly === undefined))
