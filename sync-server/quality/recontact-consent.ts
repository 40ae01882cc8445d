import type { StoredAnswers } from '#shared/export/table-plan'
import type { HouseholdFacts } from '#shared/quality/household-facts'
import { factsOf } from '../storage/quality/interviews.ts'
import type { Session } from '../storage/session.ts'

/** Returns the finished interviews whose respondent agreed to recontact; others are not visited again. */
export async function listRecontactable(
	session: Session,
	interviews: readonly string[],
): Promise<Set<string>> {
	const rows = await factsOf(session, interviews)
	const agreed = rows.filter(({ facts }) =>
		(JSON.parse(facts) as HouseholdFacts).isSo.includes('may-recontact'),
	)
	return new Set(agreed.map(({ record }) => record))
}

/** True if the respondent agreed to recontact; for one interview, which may have been returned since. */
export const hasAgreed = ({ answers }: StoredAnswers): boolean =>
	answers.some(([path, answer]) => path.endsWith('/consent_recontact') && answer === 'yes')
