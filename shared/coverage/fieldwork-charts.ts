import * as z from 'zod/mini'
import { longestMinutes, thresholdsSchema } from '#shared/quality/thresholds'
import { daysBetween, hoursOfWeek } from '../study/study-day.ts'

/** Minutes of a day: longer interviews are charted with this length. No limit of check Q03 is higher. */
export const maxMinutes = longestMinutes

const count = z.int().check(z.nonnegative())
const spreadSchema = z.object({
	/** Number of values. */
	of: count,
	least: z.number(),
	/** Quartiles: a quarter of the values is below `low`, and a quarter above `high`. */
	low: z.number(),
	middle: z.number(),
	high: z.number(),
	most: z.number(),
})
export type Spread = z.infer<typeof spreadSchema>

const chartLimitsSchema = z.pick(thresholdsSchema, {
	...({ q03ShortestMinutes: true, q03LongestMinutes: true } as const),
	...({ q04EarliestHour: true, q04LatestHour: true } as const),
})
export type ChartLimits = z.infer<typeof chartLimitsSchema>
export type MinuteLimits = Pick<ChartLimits, 'q03ShortestMinutes' | 'q03LongestMinutes'>

const dailyCompletionsSchema = z.object({
	day: z.string(),
	interviews: count,
	/** Spread of the interviews that each enumerator completed on that day. */
	each: spreadSchema,
})
export type DailyCompletions = z.infer<typeof dailyCompletionsSchema>

const districtMinutesSchema = z.object({
	district: z.string(),
	minutes: spreadSchema,
	short: count,
	long: count,
})

/** Charts of the completed interviews of one district, or of all that a user can see. */
export const chartsSchema = z.object({
	round: z.string(),
	demonstration: z.boolean(),
	/** Today in the study's time. */
	today: z.string(),
	/** Day from which fieldwork is planned (`beginOf`). Null before the first interview if none is set. */
	firstDay: z.nullable(z.string()),
	/** Planned last day of fieldwork. Null if it is not set. */
	lastDay: z.nullable(z.string()),
	limits: chartLimitsSchema,
	/** In order; no day without an interview. */
	days: z.array(dailyCompletionsSchema),
	/** Interviews begun in each hour of the week (`hourOfWeek`). */
	hours: z.array(count).check(z.length(hoursOfWeek)),
	/** Interviews that took 0, 1, … minutes; the last entry has all longer ones. */
	minutes: z.array(count).check(z.length(maxMinutes + 1)),
	districts: z.array(districtMinutesSchema),
})
export type Charts = z.infer<typeof chartsSchema>

/** Maximum points on the map; more cannot be distinguished on a screen. */
export const maxMapPoints = 2000

const degrees = z.tuple([z.number(), z.number()])
/**
 * Locations of a district's interviews, to the metre. If there are more than `maxMapPoints`, the newest ones.
 */
export const interviewMapSchema = z.object({
	/** Completed interviews, and how many of the newest were read; some of these have no location. */
	interviews: count,
	checkedInterviews: count,
	places: z.array(
		z.object({
			record: z.string(),
			name: z.string(),
			day: z.string(),
			cluster: z.string(),
			/** Degrees north and east. */
			at: degrees,
			/** Distance from the centre of its cluster in metres, calculated by the phone. Null if it was not. */
			metres: z.nullable(z.number()),
			/** True if it is farther from the centre than check Q06 allows. */
			isFar: z.boolean(),
		}),
	),
	/** Clusters of the sample with a known centre, and the radius in which interviews are expected. */
	clusters: z.array(z.object({ cluster: z.string(), at: degrees, metres: z.number() })),
})
export type InterviewMap = z.infer<typeof interviewMapSchema>

/**
 * Returns the spread of values, given with their counts. Null if there are none. Quantiles are interpolated
 * by Hyndman and Fan's definition 7, as in R.
 */
export function spreadOf(counted: Iterable<readonly [value: number, times: number]>): Spread | null {
	const sorted = [...counted].filter(([, times]) => times > 0).sort(([a], [b]) => a - b)
	const of = sorted.reduce((sum, [, times]) => sum + times, 0)
	if (of === 0) return null
	const nth = (wanted: number): number => {
		let before = 0
		for (const [value, times] of sorted) {
			before += times
			if (wanted < before) return value
		}
		return Number.NaN
	}
	const at = (share: number): number => {
		const place = (of - 1) * share
		const below = nth(Math.floor(place))
		return below + (place - Math.floor(place)) * (nth(Math.ceil(place)) - below)
	}
	return { of, least: at(0), low: at(0.25), middle: at(0.5), high: at(0.75), most: at(1) }
}

/** Returns the index of an interview in the counted minutes. */
export const minuteOf = (activeMinutes: number): number => Math.min(maxMinutes, Math.floor(activeMinutes))

export function countMinutes(activeMinutes: readonly number[]): number[] {
	const counts = new Array<number>(maxMinutes + 1).fill(0)
	for (const minute of activeMinutes.map(minuteOf)) counts[minute] = (counts[minute] ?? 0) + 1
	return counts
}

/** Returns pairs of minutes and interviews, as `spreadOf` needs them. */
export const countedMinutes = (minutes: readonly number[]) =>
	minutes.map((interviews, minute) => [minute, interviews] as const)

/** Counts the interviews that were too short and too long, in whole minutes. */
export const outsideOf = (
	minutes: readonly number[],
	{ q03ShortestMinutes: shortest, q03LongestMinutes: longest }: MinuteLimits,
): { short: number; long: number } => {
	const sum = (some: readonly number[]) => some.reduce((total, interviews) => total + interviews, 0)
	return { short: sum(minutes.slice(0, shortest)), long: sum(minutes.slice(longest)) }
}

export const isOddHour = (
	hour: number,
	{ q04EarliestHour, q04LatestHour }: Pick<ChartLimits, 'q04EarliestHour' | 'q04LatestHour'>,
): boolean => hour % 24 < q04EarliestHour || hour % 24 >= q04LatestHour

const latest = 7

/** Daily pace that the remaining interviews require, in whole interviews and enumerators: a reader can check it. */
export interface Needed {
	readonly aDay: number
	/** `aDay` divided by `enumerators`; null if there were none in the last days. */
	readonly ofEach: number | null
	readonly enumerators: number
}

/**
 * Computes the required pace. Null if no last day is set, it is over, or nothing remains. Days without
 * fieldwork are expected as often as among the last ones. Today is one of the days to come.
 */
export function needed(
	days: readonly DailyCompletions[],
	{ today, lastDay, missing }: { today: string; lastDay: string | null; missing: number },
): Needed | null {
	if (lastDay === null || lastDay < today || missing === 0) return null
	const worked = days.filter(({ day }) => day < today).slice(-latest)
	const [first, last] = [worked[0], worked.at(-1)]
	const share = first && last ? worked.length / (daysBetween(first.day, last.day) + 1) : 1
	const people = worked.reduce((sum, { each }) => sum + each.of, 0)
	const enumerators = people > 0 ? Math.max(1, Math.round(people / worked.length)) : 0
	const aDay = Math.ceil(missing / Math.max(1, (daysBetween(today, lastDay) + 1) * share))
	return { aDay, ofEach: enumerators > 0 ? aDay / enumerators : null, enumerators }
}
