import { clusterTotals, countGroups, type Lines } from '#shared/figures/cluster-totals'
import { type Estimate, estimateMeans, estimateShares } from '#shared/figures/estimate'
import type { Indicator } from '#shared/figures/indicator'
import type { Strata } from '#shared/figures/strata'
import {
	type Counted,
	cellId,
	groupId,
	type Layer,
	withheldAlone,
	withheldCrossed,
} from '#shared/figures/withheld-groups'
import type { Grouping } from './groupings.ts'

export interface ToldInGroups {
	readonly whole: Estimate
	readonly groups: readonly Estimate[]
	/** Of each group whether it is withheld, so that nobody works out one of too few. */
	readonly isWithheld: readonly boolean[]
}

/** An indicator of all and of each group, and which of them are withheld. The one place that screens, files and comparisons ask. */
export function toldInGroups(
	{
		lines,
		strata,
		grouping,
	}: { readonly lines: Lines; readonly strata: Strata; readonly grouping: Grouping },
	answers: ArrayLike<number>,
	kind: Indicator['kind'],
): ToldInGroups {
	const estimate = kind === 'share' ? estimateShares : estimateMeans
	const [whole] = estimate(clusterTotals(lines, answers), strata)
	if (!whole) throw new Error('all interviews are one group')
	const domain = { group: grouping.group, groups: grouping.groups.length }
	const groups = estimate(clusterTotals(lines, answers, domain), strata)
	const layers = grouping.alone.map(({ by, codes, group, of }): Layer => {
		const counted = countGroups(lines, answers, { group, groups: codes.length })
		return {
			by,
			groups: codes.map((code, i) => ({ code, estimate: counted[i] as Counted, of: of?.[i] })),
		}
	})
	const alone = withheldAlone(whole, layers)
	const [one, other] = grouping.asked.map((by) => layers.find((layer) => layer.by === by))
	if (!one) throw new Error('a breakdown can be looked at alone')
	if (!other)
		return {
			...{ whole, groups },
			isWithheld: one.groups.map(({ code }) => alone.has(groupId(one.by, code))),
		}
	const many = other.groups.length
	const cells = groups.map((each, i) => ({ at: [Math.floor(i / many), i % many] as const, estimate: each }))
	const withheld = withheldCrossed(whole, [one, other], cells, alone)
	return {
		...{ whole, groups },
		isWithheld: grouping.groups.map(({ code, within }) =>
			withheld.has(cellId(groupId(one.by, code), groupId(other.by, within?.code ?? ''))),
		),
	}
}
