import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import type { OverviewRow } from '../overview/district-rows.ts'
import { type CoverageRow, shareOf } from './district-coverage.ts'

/** Statuses in which a district can be behind its plan. */
const lateStatuses: readonly OverviewRow['status'][] = ['not-started', 'stalled', 'behind']

/**
 * One sentence about the district that is furthest behind its plan, or that none is; without a plan about the
 * lowest share of a target. `statuses`: districts with their plan, the farthest behind first; null while they load.
 */
export function FurthestBehind({
	rows,
	statuses,
}: {
	readonly rows: readonly CoverageRow[]
	readonly statuses: readonly OverviewRow[] | null
}) {
	const { t, language } = useTranslations()
	const number = (value: number) => numberIn(language, value)
	const [lowest] = [...rows].sort((a, b) => shareOf(a.figures) - shareOf(b.figures))
	if (!statuses || !lowest || shareOf(lowest.figures) >= 1) return null
	const shown = statuses.filter(({ code }) => rows.some(({ key }) => key === code))
	if (shown.every(({ planned }) => planned === null))
		return t('coverage.lowestShare', {
			district: lowest.name,
			done: number(lowest.figures.interviews),
			target: number(lowest.figures.targetInterviews),
		})
	const behind = shown.find(
		({ status, difference }) => lateStatuses.includes(status) && (difference ?? 0) < 0,
	)
	if (!behind) return t('coverage.noneBehind')
	return t('coverage.furthestBehind', {
		district: behind.name,
		done: number(behind.figures.interviews),
		planned: number(behind.planned ?? 0),
	})
}
