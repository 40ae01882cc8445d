/** Minutes east of UTC in which the campaign counts its days. */
export const studyOffsetMinutes = 300

const dayMs = 86_400_000

/** The campaign's day of a moment, e.g. 2026-01-15. */
export const dayOf = (time: number): string =>
	new Date(time + studyOffsetMinutes * 60_000).toISOString().slice(0, 10)

/** The campaign's month of a moment, e.g. 2026-01. */
export const monthOf = (time: number): string => dayOf(time).slice(0, 7)

/** The campaign's hour of a moment: 0 is Monday from midnight to one, 167 the last of Sunday. */
export const hourOfWeek = (time: number): number => {
	const there = new Date(time + studyOffsetMinutes * 60_000)
	return ((there.getUTCDay() + 6) % 7) * 24 + there.getUTCHours()
}
export const hoursOfWeek = 168

/** `days` after a day, or before it. */
export const dayAfter = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** How many days lie between two. */
export const daysBetween = (earlier: string, later: string): number =>
	Math.round((Date.parse(later) - Date.parse(earlier)) / dayMs)
