import { type FormPart, isAudit, type Preset, type Question } from '#shared/forms/form-definition'
import { questionTypes } from '#shared/forms/question-types'

/** Said once for all lines, or by who brings them in. */
const ofTheLine: readonly Preset[] = ['round', 'district', 'districts', 'person', 'phone', 'lead']
/** What the app tells of how somebody agreed: nobody knows it of another tool's interview. */
const appProvidedKinds = ['time', 'language', 'version', 'code']
const files = ['audio', 'image', 'video', 'file']

/**
 * What becomes of a question when older data come in. `taken`: from a column. `left-behind`: it points at a person, is sealed, or is a file, so that
 * it never leaves the browser. `by-itself`: the form works it out, or the line says it once.
 */
export type Intake = 'taken' | 'left-behind' | 'by-itself'

export function intakeOf(part: FormPart): Intake {
	if (part.kind !== 'question' || isAudit(part)) return 'by-itself'
	if (part.personal || part.sealedTo || part.onPhoneOnly || files.includes(part.type)) return 'left-behind'
	if (part.preset && ofTheLine.includes(part.preset)) return 'by-itself'
	if (part.flag || part.checks || appProvidedKinds.includes(part.consent?.role ?? '')) return 'by-itself'
	return isAnswered(part) ? 'taken' : 'by-itself'
}

/** Somebody answers it, or may change what is worked out; and when an interview ended, no form works out later. */
const isAnswered = ({ type, calculation, readOnly, atEnd }: Question): boolean =>
	atEnd === true || (questionTypes[type].asked && (calculation === undefined || readOnly === undefined))
