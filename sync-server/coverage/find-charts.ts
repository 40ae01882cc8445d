import {
	type ChartLimits,
	type Charts,
	countedMinutes,
	type DailyCompletions,
	maxMinutes,
	outsideOf,
	spreadOf,
} from '#shared/coverage/fieldwork-charts'
import { beginOf } from '#shared/coverage/fieldwork-dates'
import { byKey } from '#shared/kernel/by-key'
import type { Thresholds } from '#shared/quality/thresholds'
import { dayOf, hoursOfWeek } from '#shared/study/study-day'
import { interviewsADay, interviewsBy } from '../storage/records/interview-counts.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import { type CoverageRequest, requireDistrict, roundOf } from './find-coverage.ts'
import { findFieldworkDates } from './find-fieldwork-dates.ts'

/**
 * Computes the charts of completed interviews, for one district or for all that the person may see.
 *
 * @throws Problem `not-found` for a round, or a district, that this person does not see
 */
export async function findCharts(
	request: CoverageRequest,
	roundCode: string,
	district: string | undefined,
): Promise<Charts> {
	const { store, study, person, now } = request
	const { reading, project } = store
	if (district !== undefined) requireDistrict(request, district)
	const { code: round, demonstration } = roundOf(request, roundCode)
	const districts = district === undefined ? person.districts : [district]
	const wanted = { project, round, demonstration, districts }
	const dates = await findFieldworkDates(store, { code: round, demonstration })
	const limits = limitsOf((await limitsOfRound(store, round)).thresholds)
	const byDistrict = byKey(await interviewsBy(reading, wanted, 'minutes'), (each) => each.district)
	return {
		round,
		demonstration,
		today: dayOf(now),
		limits,
		firstDay: beginOf(dates),
		lastDay: dates.lastDay,
		days: computeDailyCompletions(await interviewsADay(reading, wanted)),
		hours: countsOf(await interviewsBy(reading, wanted, 'hour'), hoursOfWeek),
		minutes: countsOf([...byDistrict.values()].flat(), maxMinutes + 1),
		districts: study.districts.flatMap(({ code }) => {
			const minutes = countsOf(byDistrict.get(code) ?? [], maxMinutes + 1)
			const spread = spreadOf(countedMinutes(minutes))
			return spread ? [{ district: code, minutes: spread, ...outsideOf(minutes, limits) }] : []
		}),
	}
}

const limitsOf = ({
	q03ShortestMinutes,
	q03LongestMinutes,
	q04EarliestHour,
	q04LatestHour,
}: Thresholds): ChartLimits => ({
	q03ShortestMinutes,
	q03LongestMinutes,
	q04EarliestHour,
	q04LatestHour,
})

const computeDailyCompletions = (rows: Awaited<ReturnType<typeof interviewsADay>>): DailyCompletions[] =>
	[...byKey(rows, ({ day }) => day)].flatMap(([day, own]) => {
		const each = spreadOf(own.map(({ interviews, enumerators }) => [interviews, enumerators] as const))
		const interviews = own.reduce((sum, row) => sum + row.interviews * row.enumerators, 0)
		return each ? [{ day, interviews, each }] : []
	})

function countsOf(
	rows: readonly { readonly value: number; readonly interviews: number }[],
	length: number,
): number[] {
	const counts = new Array<number>(length).fill(0)
	for (const { value, interviews } of rows) counts[value] = (counts[value] ?? 0) + interviews
	return counts
}
