import { type DayCount, forecast } from './projected-finish.ts'

/** A district, with the numbers for its projected finish. */
interface Part {
	readonly days: readonly DayCount[]
	/** Remaining interviews. */
	readonly missing: number
	readonly targetInterviews: number
}

/** Projected finish of several districts together: not before the last of them. */
export interface PartsForecast {
	/** Number of districts with a target. */
	readonly total: number
	/** Day by which half of them or more are done, and their number. Null if fewer have a date. */
	readonly most: { readonly count: number; readonly day: string } | null
	/**
	 * Last of the projected finishes, and its district by position. Null if none has a date, or all are done.
	 */
	readonly last: { readonly part: number; readonly day: string } | null
	/**
	 * Day by which all are done with a probability of 80 %. Null if one has no date, or may never end at its
	 * pace.
	 */
	readonly latest: string | null
	/** Number of districts without a date, by reason. */
	readonly notStarted: number
	readonly atRest: number
	readonly tooFewDays: number
}

/**
 * The whole is done with the latest of its parts: at the common pace, interviews of other districts would
 * hide one that is far behind.
 */
export function forecastOfParts(parts: readonly Part[], today: string): PartsForecast {
	const wanted = [...parts.entries()].filter(([, { targetInterviews }]) => targetInterviews > 0)
	const found = wanted.map(([part, { days, missing }]) => ({
		part,
		isStarted: days.length > 0,
		forecast: forecast(days, { today, missing }),
	}))
	const ends = found.flatMap(({ part, forecast: each }) => {
		if (each.outcome === 'done') return [{ part, day: today }]
		return each.outcome === 'finishes' ? [{ part, day: each.day }] : []
	})
	const days = ends.map(({ day }) => day).sort()
	const half = days[Math.ceil(wanted.length / 2) - 1]
	const finishing = found.flatMap((each) => (each.forecast.outcome === 'finishes' ? [each.forecast] : []))
	const lastDay = finishing
		.map(({ day }) => day)
		.sort()
		.at(-1)
	const lastPart = found.find(({ forecast: each }) => each.outcome === 'finishes' && each.day === lastDay)
	const latest = finishing.map((each) => each.latest)
	const count = (isCounted: (each: (typeof found)[number]) => boolean) => found.filter(isCounted).length
	return {
		total: wanted.length,
		most: half === undefined ? null : { count: days.filter((day) => day <= half).length, day: half },
		last: lastDay !== undefined && lastPart ? { part: lastPart.part, day: lastDay } : null,
		latest: ends.length < wanted.length || latest.includes(null) ? null : (latest.toSorted().at(-1) ?? null),
		notStarted: count(({ isStarted, forecast: { outcome } }) => !isStarted && outcome !== 'done'),
		atRest: count(({ isStarted, forecast: { outcome } }) => isStarted && outcome === 'at-rest'),
		tooFewDays: count(({ isStarted, forecast: { outcome } }) => isStarted && outcome === 'too-few-days'),
	}
}
