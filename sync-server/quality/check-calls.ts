import type { Person } from '#shared/people/people'
import { isDistrictInScope, may } from '#shared/people/roles'
import { callFlags, callToCheck } from '#shared/quality/call-flags'
import type { QualityFlag } from '#shared/quality/flags'
import type { RoundThresholds } from '#shared/quality/round-thresholds'
import type { Round } from '#shared/study/study'
import { callsIn } from '../storage/helpline/calls.ts'
import type { Store } from '../storage/store.ts'

/**
 * Computes the flags of helpline operators. Empty for a person who may not read the call log (R31); calls
 * belong to no district.
 */
export async function checkCalls(
	{ reading }: Pick<Store, 'reading' | 'project'>,
	round: Round,
	{ role, districts }: Pick<Person, 'role' | 'districts'>,
	limits: RoundThresholds,
): Promise<QualityFlag[]> {
	if (!may(role, 'operator-quality.resolve') || !isDistrictInScope(districts, null)) return []
	const rows = await callsIn(reading, round, role)
	const calls = rows.flatMap(({ operator, max_seconds: maxSeconds, ...codes }) => {
		return callToCheck(operator, { ...codes, maxSeconds }) ?? []
	})
	return callFlags(calls, limits)
}
