/** Offset of the study's days, in minutes east of UTC. */
export const studyOffsetMinutes = 300

const dayMs = 86_400_000

/** Returns the study's day at a time, e.g. 2026-01-15. */
export const dayOf = (time: number): string =>
	new Date(time + studyOffsetMinutes * 60_000).toISOString().slice(0, 10)

/** Returns the study's local time, e.g. 2026-01-15T16:30. */
export const localTimeOf = (time: number): string =>
	new Date(time + studyOffsetMinutes * 60_000).toISOString().slice(0, 16)

/** Returns the time of a local time of the study such as 2026-01-15T16:30, ms since 1970; NaN if it is none. */
export const timeOfLocal = (local: string): number =>
	// browsers guess the rest of an incomplete time
	/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)
		? Date.parse(`${local}:00Z`) - studyOffsetMinutes * 60_000
		: Number.NaN

/** Returns the study's month at a time, e.g. 2026-01. */
export const monthOf = (time: number): string => dayOf(time).slice(0, 7)

/** Returns the study's hour of the week: 0 is Monday from midnight to one, 167 the last of Sunday. */
export const hourOfWeek = (time: number): number => {
	const there = new Date(time + studyOffsetMinutes * 60_000)
	return ((there.getUTCDay() + 6) % 7) * 24 + there.getUTCHours()
}
export const hoursOfWeek = 168

/** Returns the day that is `days` later, or earlier if negative. */
export const dayAfter = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** Returns the number of days from one day to another. */
export const daysBetween = (earlier: string, later: string): number =>
	Math.round((Date.parse(later) - Date.parse(earlier)) / dayMs)
