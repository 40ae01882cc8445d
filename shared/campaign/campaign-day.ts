/** Minutes east of UTC in which the campaign counts its days. */
export const campaignOffsetMinutes = 300

const dayMs = 86_400_000

/** The campaign's day of a moment, e.g. 2026-01-15. */
export const dayOf = (time: number): string =>
	new Date(time + campaignOffsetMinutes * 60_000).toISOString().slice(0, 10)

/** `days` after a day, or before it. */
export const dayAfter = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** How many days lie between two. */
export const daysBetween = (earlier: string, later: string): number =>
	Math.round((Date.parse(later) - Date.parse(earlier)) / dayMs)
