import type { StoredAnswers } from '#shared/export/table-plan'
import type { BackCheckTarget } from '#shared/quality/back-check-assignment'
import { readHouseholdProgress } from '#shared/sample/household-progress'

/** Returns the household of the respondent. Null if the interview names none. */
export function findBackCheckTarget({ answers }: StoredAnswers, sex: string | null): BackCheckTarget | null {
	const place = readHouseholdProgress(answers, true)
	const line = answers.find(([path]) => path.endsWith('/line_no'))?.[1]
	if (!place) return null
	return {
		cluster: place.cluster,
		household: place.household,
		line: typeof line === 'number' ? line : null,
		sex: sex === 'male' || sex === 'female' ? sex : null,
	}
}
