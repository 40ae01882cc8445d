import { cellId, groupId } from '#shared/disclosure/breakdown-cells'
import type { Pause } from '#shared/disclosure/exposed-cells'
import type { Suppression } from '#shared/results/estimates-response'
import type { Indicator } from '#shared/results/indicator'
import { clusterTotals, countGroups, type InterviewColumns } from '#shared/statistics/cluster-totals'
import { type Estimate, estimateMeans, estimateShares } from '#shared/statistics/estimate'
import { hasTooFew } from '#shared/statistics/minimum-base'
import type { Strata } from '#shared/statistics/strata'
import type { Grouping } from './groupings.ts'
import type { SuppressionPatterns } from './suppression-patterns.ts'

interface Grouped {
	readonly lines: InterviewColumns
	readonly grouping: Grouping
}

/** Estimates an indicator in total and by group. */
export function estimateInGroups(
	{ lines, strata, grouping }: Grouped & { readonly strata: Strata },
	answers: ArrayLike<number>,
	kind: Indicator['kind'],
): { readonly whole: Estimate; readonly groups: readonly Estimate[] } {
	const estimate = kind === 'share' ? estimateShares : estimateMeans
	const [whole] = estimate(clusterTotals(lines, answers), strata)
	if (!whole) throw new Error('all interviews are one group')
	const domain = { group: grouping.group, groups: grouping.groups.length }
	return { whole, groups: estimate(clusterTotals(lines, answers, domain), strata) }
}

/**
 * Computes the secondary suppression of indicators that are published together: cells that are large enough,
 * but would reveal one that is too small. Screens, files and comparisons all use it.
 */
export async function computeSuppression(
	{ lines, grouping }: Grouped,
	indicatorValues: readonly ArrayLike<number>[],
	{ patterns, pause }: { readonly patterns: SuppressionPatterns; readonly pause: Pause },
): Promise<readonly (readonly Suppression[])[]> {
	const { alone, requested, groups, group } = grouping
	const [one, other] = requested
	const { each, widest } = await patterns.patternFor({ lines, layers: alone, indicatorValues }, pause)
	const ids = groups.map(({ code, within }) =>
		other && within ? cellId(groupId(one, code), groupId(other, within.code)) : groupId(one, code),
	)
	const counted = countGroups(lines, widest.base, { group, groups: groups.length })
	const isEmptyGroup = ids.map((id, i) => {
		const { n, clusters } = counted[i] as (typeof counted)[number]
		return n > 0 && (hasTooFew(n, clusters) || widest.withheld.has(id))
	})
	return each.map(({ withheld, isNarrow }) =>
		ids.map((id, i) => ({
			isSuppressed: withheld.has(id),
			isBaseSuppressed: isNarrow && isEmptyGroup[i] === true,
		})),
	)
}
