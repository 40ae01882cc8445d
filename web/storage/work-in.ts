import { type HouseholdWork, householdWork, workQuestions } from '#shared/campaign/household-work'
import { campaignForms } from '#shared/campaign/record-facts'
import type { FormSession } from '#shared/forms/form-session'
import { questionTypes } from '#shared/forms/question-types'

const wanted: ReadonlySet<string> = new Set(workQuestions)

/** Which household an interview is of, and how far it is; null for other forms, and before somebody said which. */
export function workIn(session: FormSession): HouseholdWork | null {
	if (session.form.definition.id !== campaignForms.household) return null
	const paths = new Map<string, string>()
	for (const template of session.form.byTemplate.keys()) {
		const name = template.slice(template.lastIndexOf('/') + 1)
		if (wanted.has(name) && !template.includes('/@')) paths.set(name, template)
	}
	return householdWork((name) => {
		const path = paths.get(name)
		const answer = path !== undefined && session.isAsked(path) ? session.answerAt(path) : undefined
		return answer === undefined ? '' : questionTypes.text.write(answer)
	})
}
