import type { ConsentRole, FormPart } from './form-definition.ts'
import { questionTypes } from './question-types.ts'

/** What was asked before somebody agreed, and is no part of agreeing. */
const rolesOutsideConsent: readonly ConsentRole[] = ['open', 'goes']
const files = ['audio', 'image', 'video', 'file']

/** Whether an answer of this part lies here to be read: one that was given or worked out, openly. */
export const isOpenAnswer = (part: FormPart | undefined): boolean =>
	part?.kind === 'question' &&
	!part.sealedTo &&
	!part.onPhoneOnly &&
	(questionTypes[part.type].asked || part.calculation !== undefined)

/**
 * Whether the desk may set an answer of this part right: what a person answered, openly, and no file; nor what the app filled in, nor whether
 * and how somebody agreed, which nobody at the desk knows better.
 */
export function isCorrectable(part: FormPart | undefined): boolean {
	if (part?.kind !== 'question' || part.calculation !== undefined || part.sealedTo || part.flag) return false
	// where and when it was asked comes from the sample; whose it is hangs on it
	if (part.preset || part.checks || part.onPhoneOnly) return false
	if (part.consent && !rolesOutsideConsent.includes(part.consent.role)) return false
	return questionTypes[part.type].asked && !files.includes(part.type)
}
