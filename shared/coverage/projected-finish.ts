import { dayAfter, daysBetween } from '../study/study-day.ts'

/** Interviews that were finished on one day of the study. */
export interface DayCount {
	readonly day: string
	readonly done: number
}

export type Forecast =
	| { readonly outcome: 'done' }
	/** Too few days of fieldwork, or none lately: no projection. */
	| { readonly outcome: 'too-few-days' | 'at-rest' }
	| {
			readonly outcome: 'finishes'
			readonly day: string
			/** Prediction interval of 80 %. `latest` is null if it may never end at this pace. */
			readonly earliest: string
			readonly latest: string | null
			/** Interviews per day of fieldwork. */
			readonly pace: number
	  }

const maxDays = 7
const fewestDays = 4
/** Days without an interview after which the earlier pace says nothing. */
const longestRest = 7
/** Days; a date that is farther away is not credible. */
const farthestDays = 3650
/** Student's t with two tails of 10 %, by degrees of freedom. */
const t80 = [Number.NaN, 3.078, 1.886, 1.638, 1.533, 1.476, 1.44] as const

/**
 * Projects the finish at the pace of the last 7 days of fieldwork. Today is not over: it counts as one of the
 * days to come.
 *
 * With mean m and standard deviation s of k days, the sum of the next T days is with 80 % in T m ± t s √(T +
 * T²/k), t of k − 1 degrees of freedom: the prediction interval for the sum of T future observations of a
 * normal distribution (Hahn and Meeker, Statistical Intervals, 1991, section 4.7: for their mean, m ± t s
 * √(1/T + 1/k)). The rest R is done when that sum reaches R: `day` by the mean, `earliest` and `latest` by
 * the upper and the lower bound. Days without fieldwork are added at the rate of the last ones.
 */
export function forecast(
	days: readonly DayCount[],
	{ today, missing }: { readonly today: string; readonly missing: number },
): Forecast {
	if (missing === 0) return { outcome: 'done' }
	const worked = days
		.filter(({ day, done }) => day < today && done > 0)
		.sort((a, b) => (a.day < b.day ? -1 : 1))
		.slice(-maxDays)
	const [first, last] = [worked[0], worked.at(-1)]
	if (!first || !last || worked.length < fewestDays) return { outcome: 'too-few-days' }
	if (daysBetween(last.day, today) > longestRest) return { outcome: 'at-rest' }
	const rest = missing + days.filter(({ day }) => day >= today).reduce((sum, { done }) => sum + done, 0)
	const k = worked.length
	const pace = worked.reduce((sum, { done }) => sum + done, 0) / k
	const spread = Math.sqrt(worked.reduce((sum, { done }) => sum + (done - pace) ** 2, 0) / (k - 1))
	const width = (t80[k - 1] ?? Number.NaN) * spread
	const calendarDays = (daysBetween(first.day, last.day) + 1) / k
	const dayWhen = (bound: (t: number) => number): string | null => {
		for (let t = 1; t * calendarDays <= farthestDays; t++)
			if (bound(t) >= rest) return dayAfter(today, Math.ceil(t * calendarDays) - 1)
		return null
	}
	const day = dayWhen((t) => t * pace)
	if (day === null) return { outcome: 'at-rest' }
	return {
		outcome: 'finishes',
		day,
		earliest: dayWhen((t) => t * pace + width * Math.sqrt(t + t ** 2 / k)) ?? day,
		latest: dayWhen((t) => t * pace - width * Math.sqrt(t + t ** 2 / k)),
		pace,
	}
}
