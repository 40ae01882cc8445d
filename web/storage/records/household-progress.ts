import type { FormSession } from '#shared/forms/form-session'
import {
	type HouseholdProgress,
	listProgressPaths,
	readHouseholdProgress,
} from '#shared/sample/household-progress'
import { coverageForms } from '#shared/study/record-attributes'

/**
 * Returns the household of an interview and its progress; null for other forms, and until the household is
 * entered.
 */
export function readProgress(session: FormSession, isFinal: boolean): HouseholdProgress | null {
	if (session.form.definition.id !== coverageForms.household) return null
	const answers = listProgressPaths(session.form.byTemplate.keys()).flatMap((path) => {
		const answer = session.isRelevant(path) ? session.answerAt(path) : undefined
		return answer === undefined ? [] : [[path, answer] as const]
	})
	return readHouseholdProgress(answers, isFinal)
}
