import type { Gap } from './device-list.ts'

/**
 * Returns the counters of one phone that never arrived. `between`: gaps before the highest counter of
 * accepted revisions; `last`: that counter; `quarantined`: counters of quarantined revisions, which have
 * arrived too.
 */
export function sequenceGaps(
	between: readonly Gap[],
	last: number,
	quarantined: readonly number[],
): { readonly gaps: readonly Gap[]; readonly missing: number } {
	const beyond = quarantined.reduce((most, number) => Math.max(most, number), last)
	const open = beyond > last ? [...between, { first: last + 1, last: beyond }] : [...between]
	const arrived = [...new Set(quarantined)].sort((a, b) => a - b)
	const gaps: Gap[] = []
	let next = 0
	for (const gap of open.sort((a, b) => a.first - b.first)) {
		let { first } = gap
		while (next < arrived.length && (arrived[next] ?? 0) < first) next++
		for (; next < arrived.length && (arrived[next] ?? 0) <= gap.last; next++) {
			const number = arrived[next] ?? 0
			if (number > first) gaps.push({ first, last: number - 1 })
			first = number + 1
		}
		if (first <= gap.last) gaps.push({ first, last: gap.last })
	}
	return { gaps, missing: gaps.reduce((sum, each) => sum + each.last - each.first + 1, 0) }
}
