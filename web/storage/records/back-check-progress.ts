import type { Answer } from '#shared/forms/answers'
import type { FormSession } from '#shared/forms/form-session'
import { readHouseholdProgress } from '#shared/sample/household-progress'
import { backCheckForm } from '#shared/study/record-attributes'

/** Household of a back-check, and whether the respondent was reached. */
export interface BackCheckProgress {
	readonly round: string
	readonly cluster: string
	readonly household: number
	readonly isReached: boolean
}

/** Null for other forms, and until the household is entered. */
export function checkIn(session: FormSession): BackCheckProgress | null {
	if (session.form.definition.id !== backCheckForm) return null
	const answers = [...session.form.byTemplate.keys()].flatMap((path): [string, Answer][] => {
		const answer = session.isRelevant(path) ? session.answerAt(path) : undefined
		return answer === undefined ? [] : [[path, answer]]
	})
	const work = readHouseholdProgress(answers, true)
	if (!work) return null
	const { round, cluster, household } = work
	const isReached = answers.some(([path, answer]) => path.endsWith('/reached') && answer === 'yes')
	return { round, cluster, household, isReached }
}
