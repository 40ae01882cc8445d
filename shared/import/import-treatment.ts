import { type FormPart, isAudit, type Preset, type Question } from '#shared/forms/form-definition'
import { questionTypes } from '#shared/forms/question-types'

/** Presets that are given once for all lines, or by the user who imports. */
const ofTheLine: readonly Preset[] = ['round', 'district', 'districts', 'person', 'phone', 'lead']
/** Roles of consent that the app fills in: they are unknown for an interview of another tool. */
const appProvidedKinds = ['time', 'language', 'version', 'code']
const files = ['audio', 'image', 'video', 'file']

/**
 * Treatment of a question when data are imported. `importable`: from a column. `not-importable`: it points at a
 * person, is sealed, or is a file, so that it never leaves the browser. `automatic`: the form calculates it,
 * or the line has it once.
 */
export type ImportTreatment = 'importable' | 'not-importable' | 'automatic'

export function importTreatment(part: FormPart): ImportTreatment {
	if (part.kind !== 'question' || isAudit(part)) return 'automatic'
	if (part.personal || part.sealedTo || part.onPhoneOnly || files.includes(part.type)) return 'not-importable'
	if (part.preset && ofTheLine.includes(part.preset)) return 'automatic'
	if (part.flag || part.checks || appProvidedKinds.includes(part.consent?.role ?? '')) return 'automatic'
	return isAnswered(part) ? 'importable' : 'automatic'
}

/**
 * True if a person answers it, or may change a calculated value; also for the end of an interview, which no
 * form can calculate later.
 */
const isAnswered = ({ type, calculation, readOnly, atEnd }: Question): boolean =>
	atEnd === true || (questionTypes[type].isInput && (calculation === undefined || readOnly === undefined))
