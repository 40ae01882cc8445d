/** A visit to a household, logged by the clock of the phone when its outcome was chosen. */
export interface LoggedVisit {
	readonly number: number
	/** The study's local time, `2026-11-25T10:00`. */
	readonly time: string
	/** Result of the contact at the door. */
	readonly outcome: string
}

/** Visits at different times of day before a household may end as not met. */
export const requiredVisits = 3
/** Two entries within an hour are one visit, whatever number was typed. */
const leastBetweenVisitsMs = 3_600_000

const visitEntry = /(?:^|; )(\d+) (\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?: (\w+))?/g

/** Reads the log of an interview, `1 2026-11-25T10:00 nobody; 2 …`. */
export const parseVisits = (log: string): LoggedVisit[] =>
	[...log.matchAll(visitEntry)].map(([, number, time = '', outcome = '']) => ({
		number: Number(number),
		time,
		outcome,
	}))

const msBetween = (earlier: string, later: string): number =>
	Date.parse(`${later}Z`) - Date.parse(`${earlier}Z`)

/** Counts the visits in a log by their times; 0 for no log. */
export function visitsLogged(log: string): number {
	const times = parseVisits(log)
		.map(({ time }) => time)
		.sort()
	return times.filter((time, i) => i === 0 || msBetween(times[i - 1] ?? time, time) >= leastBetweenVisitsMs)
		.length
}

/** Part of the day, as visits are spread over it. */
export function dayPartOf(time: string): 'morning' | 'afternoon' | 'evening' {
	const hour = Number(time.slice(11, 13))
	return hour < 12 ? 'morning' : hour < 16 ? 'afternoon' : 'evening'
}

/**
 * The visit that begins now. `repeats`: why it has the number of the last one, which it replaces in the log:
 * it is within an hour of it, all visits would be at one time of day, or there were three.
 */
export interface NextVisit {
	readonly number: number
	readonly repeats: 'too-soon' | 'same-time-of-day' | 'all-made' | null
}

/** Returns the visit that begins at `now`, the study's local time. */
export function nextVisit(visits: readonly LoggedVisit[], now: string): NextVisit {
	const last = visits.at(-1)
	if (!last) return { number: 1, repeats: null }
	if (last.number >= requiredVisits) return { number: last.number, repeats: 'all-made' }
	if (msBetween(last.time, now) < leastBetweenVisitsMs) return { number: last.number, repeats: 'too-soon' }
	const number = last.number + 1
	const parts = new Set([...visits.map(({ time }) => time), now].map(dayPartOf))
	return number === requiredVisits && parts.size === 1
		? { number: last.number, repeats: 'same-time-of-day' }
		: { number, repeats: null }
}
