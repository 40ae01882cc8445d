import { coverageForms } from '#shared/study/record-attributes'
import type { District, Round } from '#shared/study/study'
import { dayAfter, dayOf } from '#shared/study/study-day'
import type { Wanted } from './fill-records.ts'
import { householdsOfCluster } from './household-locations.ts'
import { conductOf, finishOf } from './working-days.ts'

const dayMs = 86_400_000

/** Days since the last interviews of a closed round, by its code: the campaign was in between. */
const daysAgo: Readonly<Record<string, number>> = { 'demo-baseline': 150, 'demo-endline': 40 }

/** Districts, from the first one, with enough interviews to publish their own estimates. */
const largeDistricts = 3
/** Share of a district's target that a closed round has: it is a small sample of all districts. */
const shares = { large: 0.2, small: 0.012 }
/** Interviews of a cluster, so that few interviews are in several clusters. */
const interviewsOfCluster = 3

/** Returns the last day of fieldwork of a closed round. */
export const lastDayOfClosed = (round: string, now: number): string =>
	dayAfter(dayOf(now), -1 - (daysAgo[round] ?? 0))

/** Returns the number of interviews of a district in each closed round. `position`: of the district in the list. */
export const closedInterviews = (
	{ targetInterviews }: Pick<District, 'targetInterviews'>,
	position: number,
	size: number,
): number => Math.round(targetInterviews * (position < largeDistricts ? shares.large : shares.small) * size)

interface TeamInClosedRounds {
	/** Position of the district in the list. */
	readonly position: number
	/** Position of the enumerator in the team. */
	readonly k: number
	/** Number of enumerators. */
	readonly team: number
	/** Interviews of the district in one round. */
	readonly interviews: number
	readonly now: number
	readonly offsetMinutes: number
}

/** Returns the interviews of one enumerator in closed rounds, where all work as usual. */
export function closedInterviewsOf(
	rounds: readonly Pick<Round, 'code'>[],
	{ position, k, team, interviews, now, offsetMinutes }: TeamInClosedRounds,
): Wanted[] {
	const each = Math.ceil(interviews / team)
	const conduct = conductOf(0, 0)
	// districts with few interviews have them on different days
	const later = (7 * position + 3 * k) % conduct.spreadOver
	return rounds.map(({ code: round }) => ({
		round,
		form: coverageForms.household,
		records: Math.max(0, Math.min(each, interviews - k * each)),
		indexOf(own) {
			const i = k * each + own
			return Math.floor(i / interviewsOfCluster) * householdsOfCluster + (i % interviewsOfCluster)
		},
		writtenAt: (own, random) =>
			finishOf(conduct, later + own, { now: now - (daysAgo[round] ?? 0) * dayMs, offsetMinutes, random }),
		conduct,
	}))
}
