import { isLeaseOver } from '#shared/campaign/lease'
import type { ClusterListItem } from '#shared/campaign/sample'

export interface LeaseOver {
	readonly person: string
	/** The first day on which one of them was surely theirs no longer, less one. */
	readonly ends: string
	readonly households: readonly number[]
}

/** Households of a cluster that nobody has dealt with and whose holders were not heard of for so long, by holder. */
export function leasesOver(lines: ClusterListItem['lines'], today: string): LeaseOver[] {
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
