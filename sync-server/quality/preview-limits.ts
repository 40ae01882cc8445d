import { isDistrictInScope } from '#shared/people/roles'
import { flagKindNames, flagKinds, listedFlags } from '#shared/quality/flags'
import {
	type LimitsPreview,
	limitsWith,
	type QualityLimits,
	type RoundLimits,
} from '#shared/quality/quality-limits'
import { rankEnumeratorsToVisit } from '#shared/quality/rank-visits'
import type { QualityCheckResult } from '#shared/quality/run-checks'
import { limitsOfRound } from '../study/round-limits.ts'
import type { QualityDeps, QualityScope } from './quality-alerts.ts'

/**
 * Previews the flags of a round with other limits next to the current flags. Nothing is stored; resolutions
 * are ignored.
 */
export async function previewLimits(
	{ store, checker }: Pick<QualityDeps, 'store' | 'checker'>,
	{ round, person }: QualityScope,
	wanted: QualityLimits,
): Promise<LimitsPreview> {
	const isSeen = (district: string) => isDistrictInScope(person.districts, district)
	const changedLimits = limitsWith(wanted)
	const nowLimits = await limitsOfRound(store, round.code)
	const current = (await checker.checkRound(round, isSeen, { now: true })).districts
	const previewed = await checker.preview(round, changedLimits)
	const now = countsOf(current, isSeen, nowLimits)
	const changed = countsOf(previewed, isSeen, changedLimits)
	return {
		interviews: { now: now.interviews, changed: changed.interviews },
		visits: { now: now.visits, changed: changed.visits },
		kinds: flagKindNames.flatMap((kind) => {
			const [before, after] = [now.kinds.get(kind) ?? 0, changed.kinds.get(kind) ?? 0]
			return before === after ? [] : [{ kind, now: before, changed: after }]
		}),
	}
}

function countsOf(
	districts: ReadonlyMap<string, QualityCheckResult>,
	isSeen: (district: string) => boolean,
	{ limits, severities }: RoundLimits,
) {
	const flags = [...districts].flatMap(([district, found]) => (isSeen(district) ? found.flags : []))
	const kinds = new Map<string, number>()
	for (const { kind } of flags) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
	const ranked = rankEnumeratorsToVisit(listedFlags(flags, new Map()), limits.q00VisitPoints, severities)
	return {
		kinds,
		visits: ranked.filter(({ isVisited }) => isVisited).length,
		interviews: new Set(
			flags.filter(({ kind }) => flagKinds[kind].about === 'interview').map(({ subject }) => subject),
		).size,
	}
}
