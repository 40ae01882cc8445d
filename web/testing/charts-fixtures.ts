import {
	type Charts,
	type DailyCompletions,
	maxMinutes,
	type Spread,
} from '#shared/coverage/fieldwork-charts'
import { hoursOfWeek } from '#shared/study/study-day'

/** Returns evenly spaced values from `least` to `most`. */
export const spreadBetween = (least: number, most: number, of = 5): Spread => ({
	of,
	least,
	low: least + (most - least) / 4,
	middle: (least + most) / 2,
	high: most - (most - least) / 4,
	most,
})

/** A day of fieldwork: its interviews in all, and how many `each` person completed. */
export const dailyCompletions = (day: string, interviews: number, each: Spread): DailyCompletions => ({
	day,
	interviews,
	each,
})

/** Returns counts by hour of the week or by minute; positions that are not given are 0. */
export const countsAt = (length: number, counts: Readonly<Record<number, number>>): number[] =>
	Array.from({ length }, (_, place) => counts[place] ?? 0)
export const hoursAt = (counts: Readonly<Record<number, number>>): number[] => countsAt(hoursOfWeek, counts)
export const minutesAt = (counts: Readonly<Record<number, number>>): number[] =>
	countsAt(maxMinutes + 1, counts)

/** The round `endline` on 15 January 2026, with no interview yet. */
export const chartsOf = (over: Partial<Charts> = {}): Charts => ({
	round: 'endline',
	demonstration: false,
	today: '2026-01-15',
	firstDay: null,
	lastDay: null,
	limits: { q03ShortestMinutes: 15, q03LongestMinutes: 120, q04EarliestHour: 7, q04LatestHour: 19 },
	days: [],
	hours: hoursAt({}),
	minutes: minutesAt({}),
	districts: [],
	...over,
})
