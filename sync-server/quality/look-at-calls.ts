import type { Person } from '#shared/access/people'
import { isInDistricts, may } from '#shared/access/roles'
import type { Round } from '#shared/campaign/campaign'
import type { StoredAnswers } from '#shared/export/table-plan'
import { callFacts, callFlags } from '#shared/quality/call-flags'
import type { Flag } from '#shared/quality/flags'
import type { RoundThresholds } from '#shared/quality/round-thresholds'
import { callsIn } from '../storage/call-queries.ts'
import type { Store } from '../storage/store.ts'

/** What is found about the operators of the helpline; nothing for who does not read its log (R31). A call is of no district. */
export async function lookAtCalls(
	{ reading, project }: Pick<Store, 'reading' | 'project'>,
	round: Round,
	{ role, districts }: Pick<Person, 'role' | 'districts'>,
	limits: RoundThresholds,
): Promise<Flag[]> {
	if (!may(role, 'calls.judge') || !isInDistricts(districts, null)) return []
	const rows = await callsIn(reading, project, round, role)
	const calls = rows.flatMap(({ owner, view }) => {
		const facts = callFacts((JSON.parse(view) as StoredAnswers).answers)
		return facts ? [{ ...facts, operator: owner }] : []
	})
	return callFlags(calls, limits)
}
