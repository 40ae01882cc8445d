import { daysBetween } from '../study/study-day.ts'
import type { DayCount } from './projected-finish.ts'

/** Status of a district's fieldwork. `in-progress`: started, but no last day of fieldwork is planned. */
export const districtStatuses = [
	...(['not-started', 'stalled', 'behind', 'on-track', 'ahead', 'complete', 'in-progress'] as const),
] as const
export type DistrictStatus = (typeof districtStatuses)[number]

/** Days without an interview after which fieldwork counts as stalled. */
const stalledAfterDays = 3
/** Share of the target by which a district must differ from its plan to be ahead or behind. */
const tolerance = 0.05

/** Planned days of fieldwork, both included. */
export interface FieldworkPlan {
	readonly firstDay: string
	readonly lastDay: string
}

/**
 * Returns the interviews planned until the end of today: the target, spread evenly over the planned days. Null
 * without a plan.
 */
export function plannedBy(target: number, plan: FieldworkPlan | null, today: string): number | null {
	if (!plan || plan.lastDay < plan.firstDay) return null
	if (today < plan.firstDay) return 0
	const all = daysBetween(plan.firstDay, plan.lastDay) + 1
	const over = Math.min(all, daysBetween(plan.firstDay, today) + 1)
	return Math.round((target * over) / all)
}

interface DistrictWork {
	readonly interviews: number
	readonly targetInterviews: number
	/** Remaining interviews. */
	readonly missing: number
	readonly days: readonly DayCount[]
}

/** Returns the last day with an interview; null before the first one. */
export const lastWorkDay = (days: readonly DayCount[]): string | null =>
	days
		.filter(({ done }) => done > 0)
		.map(({ day }) => day)
		.sort()
		.at(-1) ?? null

/** Status by the interviews of a district and its plan. */
export function districtStatus(
	{ interviews, targetInterviews, missing, days }: DistrictWork,
	{ planned, today }: { readonly planned: number | null; readonly today: string },
): DistrictStatus {
	if (targetInterviews > 0 && missing === 0) return 'complete'
	if (interviews === 0) return 'not-started'
	const last = lastWorkDay(days)
	if (last !== null && daysBetween(last, today) > stalledAfterDays) return 'stalled'
	if (planned === null) return 'in-progress'
	const difference = interviews - planned
	const most = tolerance * targetInterviews
	return difference < -most ? 'behind' : difference > most ? 'ahead' : 'on-track'
}

/** Interviews of the last 7 days, oldest first; the last one is today. */
export function lastWeek(days: readonly DayCount[], today: string): number[] {
	const counts = Array.from({ length: 7 }, () => 0)
	for (const { day, done } of days) {
		const ago = daysBetween(day, today)
		if (ago >= 0 && ago < 7) counts[6 - ago] = (counts[6 - ago] ?? 0) + done
	}
	return counts
}
