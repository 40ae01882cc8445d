import { byKey } from '#shared/kernel/by-key'
import type { RoundSettings } from './checked-interview.ts'

/** Period during which a household was assigned to a person; ISO times, `until` is null while it is. */
export interface AssignmentPeriod {
	readonly cluster: string
	readonly household: number
	readonly person: string
	readonly since: string
	readonly until: string | null
}

/**
 * Creates the check for reassigned households. A person to whom the household was never assigned is not
 * flagged: without assignments, everybody would be.
 */
export function createReassignmentCheck(
	holdings: readonly AssignmentPeriod[],
): RoundSettings['wasReassigned'] {
	const keyOf = (cluster: string, household: number, person: string) => `${cluster} ${household} ${person}`
	const found = byKey(holdings, ({ cluster, household, person }) => keyOf(cluster, household, person))
	return (cluster, household, person, at) => {
		const own = found.get(keyOf(cluster, household, person)) ?? []
		const isOver = ({ until }: AssignmentPeriod) => until !== null && Date.parse(until) <= at
		const started = own.filter(({ since }) => Date.parse(since) <= at)
		return started.length > 0 && started.every(isOver)
	}
}
