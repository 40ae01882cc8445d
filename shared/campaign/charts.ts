import * as z from 'zod/mini'
import { longestMinutes, thresholdsSchema } from '#shared/quality/thresholds'
import { daysBetween, hoursOfWeek } from './campaign-day.ts'

/** A day: longer interviews are charted as if they had taken so long. No limit of check Q03 is higher. */
export const mostMinutes = longestMinutes

const count = z.int().check(z.nonnegative())
const spreadSchema = z.object({
	/** So many values. */
	of: count,
	least: z.number(),
	/** A quarter is less, and a quarter more. */
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
	/** Of the interviewers of that day: how many each completed. */
	each: spreadSchema,
})
export type DailyCompletions = z.infer<typeof dailyCompletionsSchema>

const districtMinutesSchema = z.object({
	district: z.string(),
	minutes: spreadSchema,
	short: count,
	long: count,
})

/** How completed interviews of one district, or of all that somebody sees, were made. */
export const chartsSchema = z.object({
	round: z.string(),
	demonstration: z.boolean(),
	/** The campaign's. */
	today: z.string(),
	/** On which fieldwork is to end; null where nobody has said. */
	lastDay: z.nullable(z.string()),
	limits: chartLimitsSchema,
	/** In their order; none without an interview. */
	days: z.array(dailyCompletionsSchema),
	/** Begun in each hour of the week (`hourOfWeek`). */
	hours: z.array(count).check(z.length(hoursOfWeek)),
	/** So many took 0, 1, … minutes; the last has all that took longer. */
	minutes: z.array(count).check(z.length(mostMinutes + 1)),
	districts: z.array(districtMinutesSchema),
})
export type Charts = z.infer<typeof chartsSchema>

/** What is asked to be the last day of a round's fieldwork; null: nobody says so any more. */
export const lastDaySchema = z.object({
	round: z.string().check(z.maxLength(40)),
	lastDay: z.nullable(z.iso.date()),
})
export type LastDay = z.infer<typeof lastDaySchema>

/** As many as a screen draws, and somebody looks at. */
export const maxMapPoints = 2000

const degrees = z.tuple([z.number(), z.number()])
/** Where interviews of a district were made, to the metre: the newest of them, where there are more than `maxMapPoints`. */
export const interviewMapSchema = z.object({
	/** Completed ones; so many of the newest were looked at, some of which have no place. */
	interviews: count,
	looked: count,
	places: z.array(
		z.object({
			record: z.string(),
			name: z.string(),
			day: z.string(),
			cluster: z.string(),
			/** North and east. */
			at: degrees,
			/** From the middle of its cluster, as the phone reckoned; null where it did not. */
			metres: z.nullable(z.number()),
			/** Farther from there than check Q06 takes without a word. */
			isFar: z.boolean(),
		}),
	),
	/** Those of the sample whose middle it tells, with how far around it an interview is expected. */
	clusters: z.array(z.object({ cluster: z.string(), at: degrees, metres: z.number() })),
})
export type InterviewMap = z.infer<typeof interviewMapSchema>

/** Of values, each with how often it is there; null of none. Between two it lies where Hyndman and Fan's definition 7 puts it, as in R. */
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

/** In which of the counted minutes an interview stands. */
export const minuteOf = (activeMinutes: number): number => Math.min(mostMinutes, Math.floor(activeMinutes))

export function countMinutes(activeMinutes: readonly number[]): number[] {
	const counts = new Array<number>(mostMinutes + 1).fill(0)
	for (const minute of activeMinutes.map(minuteOf)) counts[minute] = (counts[minute] ?? 0) + 1
	return counts
}

/** Minutes by how many took them, as spreads ask for them. */
export const countedMinutes = (minutes: readonly number[]) =>
	minutes.map((interviews, minute) => [minute, interviews] as const)

/** How many were too short and too long, as far as whole minutes tell. */
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

/** What the rest asks of each day of fieldwork; null where nobody has said when it ends, or that is over. */
export interface Needed {
	readonly aDay: number
	/** Of each of the interviewers of the last days; null where there were none. */
	readonly ofEach: number | null
	readonly interviewers: number
}

/** Days without fieldwork are counted as often as they fell among the last ones. Today is one of the days to come. */
export function needed(
	days: readonly DailyCompletions[],
	{ today, lastDay, missing }: { today: string; lastDay: string | null; missing: number },
): Needed | null {
	if (lastDay === null || lastDay < today || missing === 0) return null
	const worked = days.filter(({ day }) => day < today).slice(-latest)
	const [first, last] = [worked[0], worked.at(-1)]
	const share = first && last ? worked.length / (daysBetween(first.day, last.day) + 1) : 1
	const interviewers =
		worked.length > 0 ? worked.reduce((sum, { each }) => sum + each.of, 0) / worked.length : 0
	const aDay = missing / Math.max(1, (daysBetween(today, lastDay) + 1) * share)
	return { aDay, ofEach: interviewers > 0 ? aDay / interviewers : null, interviewers }
}
