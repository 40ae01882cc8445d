import { type HouseholdWork, householdWork, workPaths } from '#shared/campaign/household-work'
import { campaignForms } from '#shared/campaign/record-facts'
import type { FormSession } from '#shared/forms/form-session'

/** Which household an interview is of, and how far it is; null for other forms, and before somebody said which. */
export function readProgress(session: FormSession, isFinal: boolean): HouseholdWork | null {
	if (session.form.definition.id !== campaignForms.household) return null
	const asked = workPaths(session.form.byTemplate.keys()).flatMap((path) => {
		const answer = session.isAsked(path) ? session.answerAt(path) : undefined
		return answer === undefined ? [] : [[path, answer] as const]
	})
	return householdWork(asked, isFinal)
}
