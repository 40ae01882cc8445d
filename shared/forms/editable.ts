import type { FormPart } from './form-definition.ts'
import type { ConsentRole } from './part-roles.ts'
import { questionTypes } from './question-types.ts'

/** Roles of questions that are asked before consent and are not part of it. */
const rolesOutsideConsent: readonly ConsentRole[] = ['open', 'goes']
const files = ['audio', 'image', 'video', 'file']

/** True if answers of this part are readable at the desk: given or calculated, and not sealed. */
export const isOpenAnswer = (part: FormPart | undefined): boolean =>
	part?.kind === 'question' &&
	!part.sealedTo &&
	!part.onPhoneOnly &&
	(questionTypes[part.type].isInput || part.calculation !== undefined)

/**
 * True if the desk can edit an answer of this part: an open answer of a respondent that is not a file. Values
 * that the app filled in are excluded, and so is the consent, which the desk cannot know better.
 */
export function isCorrectable(part: FormPart | undefined): boolean {
	if (part?.kind !== 'question' || part.calculation !== undefined || part.sealedTo || part.flag) return false
	// presets come from the sample, and the assignment of the record depends on them
	if (part.preset || part.checks || part.onPhoneOnly) return false
	if (part.consent && !rolesOutsideConsent.includes(part.consent.role)) return false
	return questionTypes[part.type].isInput && !files.includes(part.type)
}
