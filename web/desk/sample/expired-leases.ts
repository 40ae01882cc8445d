import type { ClusterListItem } from '#shared/sample/sample-api'
import { isLeaseOver } from '#shared/study/lease'

export interface LeaseOver {
	readonly person: string
	/** The earliest last day of the leases. */
	readonly ends: string
	readonly households: readonly number[]
}

/**
 * Returns the unfinished households of a cluster whose assignees have not synced within the lease, by
 * assignee.
 */
export function expiredLeases(lines: ClusterListItem['lines'], today: string): LeaseOver[] {
	const found = new Map<string, LeaseOver>()
	for (const { household, person, leaseEnds } of lines) {
		if (person === null || leaseEnds === null || !isLeaseOver(leaseEnds, today)) continue
		const known = found.get(person)
		found.set(person, {
			person,
			ends: known && known.ends < leaseEnds ? known.ends : leaseEnds,
			households: [...(known?.households ?? []), household],
		})
	}
	return [...found.values()]
}
