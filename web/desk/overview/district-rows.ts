import type { Coverage, DistrictCoverage } from '#shared/coverage/coverage'
import {
	type DistrictStatus,
	districtStatus,
	type FieldworkPlan,
	lastWeek,
	plannedBy,
} from '#shared/coverage/district-status'
import { type Forecast, forecast } from '#shared/coverage/projected-finish'
import { localize } from '#shared/forms/localized-text'
import type { Study } from '#shared/study/study'

/** A district on the overview. */
export interface OverviewRow {
	readonly code: string
	readonly name: string
	readonly figures: DistrictCoverage
	readonly status: DistrictStatus
	/** Interviews planned until today; null without a plan. */
	readonly planned: number | null
	/** Completed minus planned; null without a plan. */
	readonly difference: number | null
	readonly week: readonly number[]
	readonly finish: Forecast
	/** Open quality flags about single interviews; null for users who may not see them. */
	readonly flags: number | null
}

/** Order of urgency of the statuses. */
const urgency: readonly DistrictStatus[] = [
	...(['not-started', 'stalled', 'behind', 'in-progress', 'on-track', 'ahead', 'complete'] as const),
]

/** Districts, the farthest behind first. */
export function overviewRows(
	found: Coverage,
	{ districts }: Pick<Study, 'districts'>,
	{
		plan,
		flagsOf,
		language,
	}: {
		readonly plan: FieldworkPlan | null
		readonly flagsOf: ((district: string) => number) | null
		readonly language: string
	},
): OverviewRow[] {
	const rows = found.districts.flatMap((figures): OverviewRow[] => {
		const district = districts.find(({ code }) => code === figures.district)
		if (!district) return []
		const planned = plannedBy(figures.targetInterviews, plan, found.today)
		return [
			{
				code: district.code,
				name: localize(district.name, language),
				figures,
				planned,
				difference: planned === null ? null : figures.interviews - planned,
				status: districtStatus(figures, { planned, today: found.today }),
				week: lastWeek(figures.days, found.today),
				finish: forecast(figures.days, { today: found.today, missing: figures.missing }),
				flags: flagsOf ? flagsOf(district.code) : null,
			},
		]
	})
	const share = ({ figures: { interviews, targetInterviews } }: OverviewRow) =>
		targetInterviews > 0 ? interviews / targetInterviews : 1
	return [...rows].sort(
		(a, b) =>
			(a.difference ?? 0) - (b.difference ?? 0) ||
			urgency.indexOf(a.status) - urgency.indexOf(b.status) ||
			share(a) - share(b),
	)
}
