import type { Answer } from '#shared/forms/answers'
import { serializeFormAudit } from '#shared/forms/form-audit'
import { metresOfDegree } from '#shared/kernel/geodesy'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { isSubstantive } from '#shared/quality/packed-answers'
import type { Conduct } from './cheated-answers.ts'
import { type NamedAnswers, normal } from './planted-answers.ts'

interface Site {
	readonly north: number
	readonly east: number
	readonly isUrban: boolean
	readonly isTower: boolean
}
export interface MadeInterview {
	readonly startedAt: number
	readonly finishedAt: number
	readonly order: number
	readonly audit: string
	/** Visits as the form logs them. */
	readonly visits: readonly string[]
	readonly place: readonly (readonly [string, Answer])[] | null
	readonly recontact: boolean
	readonly language: string | null
}
export interface Making {
	readonly interview: (
		answers: NamedAnswers,
		site: Site,
		count: number,
		pathOf: (name: string) => string,
	) => MadeInterview
}

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
/** Midnight in Pakistan, which is five hours ahead of UTC. */
const midnight = Date.UTC(2026, 0, 4, 19)
const perDay = 6

/** Simulates how an enumerator conducts interviews: when, how fast, after how many visits, and where. */
export function cheatedMaking(conduct: Conduct, random: SeededRandom): Making {
	// honest enumerators differ: the standard deviation of their usual pace is a sixth
	const usualSecondsPerQuestion = 21 * Math.exp(normal(random) * 0.16) * (paces[conduct] ?? 1)
	const firstVisits = Math.min(0.9, Math.max(0.35, 0.62 + normal(random) * 0.05))
	const today = { day: 0, done: 0, time: midnight + 8.5 * hour + random.below(60) * minute }
	const towers = new Map<number, boolean>()
	const inOwnTower = ({ isUrban, north }: Site) => {
		const known = towers.get(north) ?? (conduct === 'own-tower' && (isUrban || random.chance(0.15)))
		towers.set(north, known)
		return known
	}
	const begin = (): number => {
		if (today.done === perDay || (conduct === 'slow' && today.done === 4)) {
			today.day += (today.day + 1) % 7 === 4 ? 2 : 1
			const opens = conduct === 'evenings' ? 18.5 : conduct === 'long-days' ? 6.7 : 8.5
			today.time = midnight + today.day * day + opens * hour + random.below(60) * minute
			today.done = 0
		}
		today.done++
		return today.time
	}
	return {
		interview(answers, site, count, pathOf) {
			const isHurried = conduct === 'speeding' && random.chance(0.5)
			const secondsPerQuestion =
				usualSecondsPerQuestion * Math.exp(normal(random) * 0.18) * (isHurried ? 0.42 : 1)
			const seconds = (answers.size + 25) * secondsPerQuestion
			let startedAt = begin()
			const nth = today.done
			const isBatched = conduct.startsWith('night-batch') && nth > 2
			if (conduct === 'noon')
				startedAt = midnight + today.day * day + 12.2 * hour + normal(random) * 12 * minute
			else if (isBatched && conduct === 'night-batch')
				startedAt = midnight + today.day * day + 21.5 * hour + (nth - 3) * 17 * minute
			const taken = isBatched ? seconds * 0.6 : seconds
			const finishedAt = startedAt + taken * 1000
			const between = conduct === 'evenings' ? 5.5 + random.next() * 4 : 8 + random.next() * 25
			today.time = startedAt + taken * 1000 + between * minute
			if (conduct === 'noon') today.time = startedAt
			// with the clock set back, interviews made up at night are between the true ones of the day
			const order =
				finishedAt + (isBatched && conduct === 'night-batch-clock' && nth % 2 === 1 ? 0.4 * day : 0)
			return {
				startedAt,
				finishedAt,
				order,
				audit: auditOf(
					answers,
					taken,
					isBatched ? secondsPerQuestion * 0.6 : secondsPerQuestion,
					pathOf,
					random,
				),
				visits: visitsUntil(startedAt, conduct === 'closest-respondent' ? 0.97 : firstVisits, random),
				place: placeOf(conduct, site, { count, inOwnTower: inOwnTower(site) }, random),
				recontact: random.chance(0.8),
				language: conduct === 'other-language' && random.chance(0.5) ? 'ur' : null,
			}
		},
	}
}
const paces: Readonly<Partial<Record<Conduct, number>>> = { slow: 2, fast: 0.7 }

function visitsUntil(startedAt: number, firstVisits: number, random: SeededRandom): string[] {
	const formatLocalTime = (time: number) => new Date(time + 5 * hour).toISOString().slice(0, 16)
	const earlier = random.chance(firstVisits) ? 0 : random.chance(0.7) ? 1 : 2
	return Array.from({ length: earlier + 1 }, (_, i) =>
		i === earlier
			? `${i + 1} ${formatLocalTime(startedAt)} contacted`
			: `${i + 1} ${formatLocalTime(startedAt - (earlier - i) * (0.4 + random.next()) * day)} nobody`,
	)
}

function placeOf(
	conduct: Conduct,
	site: Site,
	{ count, inOwnTower }: { readonly count: number; readonly inOwnTower: boolean },
	random: SeededRandom,
): readonly (readonly [string, Answer])[] | null {
	if (random.chance(conduct === 'mountains' ? 0.25 : 0.02)) return null
	const cafe = conduct === 'cafe-20' ? 20 : conduct === 'cafe-60' ? 60 : null
	const isTower = site.isTower || inOwnTower
	const spread = cafe ?? (isTower ? 4 : site.isUrban ? 150 : 500)
	// a café or a tower is somewhere in the cluster, always at the same point
	const at = cafe === null && !isTower ? 0 : 120 + (Math.abs(site.north * 1e5) % 90)
	const [metresNorth, metresEast] = [at + normal(random) * spread, at + normal(random) * spread]
	const north = site.north + metresNorth / metresOfDegree
	const east = site.east + metresEast / metresOfDegree / Math.cos((site.north * Math.PI) / 180)
	const accuracy = conduct === 'mountains' && count % 3 === 0 ? 30 + random.below(160) : 4 + random.below(26)
	return [
		['gps', `${north.toFixed(6)} ${east.toFixed(6)} 0 ${accuracy}`],
		['centre', `${site.north.toFixed(6)} ${site.east.toFixed(6)}`],
		['gps_distance', Math.round(Math.hypot(metresNorth, metresEast))],
		...(accuracy > 100 ? ([['gps_reason', 'mountains']] as const) : []),
	]
}

function auditOf(
	answers: NamedAnswers,
	seconds: number,
	secondsPerQuestion: number,
	pathOf: (name: string) => string,
	random: SeededRandom,
): string {
	const questions = new Map(
		[...answers.keys()]
			.filter(isSubstantive)
			.map((name) => [
				pathOf(name),
				{ ms: Math.round(secondsPerQuestion * Math.exp(normal(random) * 0.5) * 1000), changes: 1, visits: 1 },
			]),
	)
	return serializeFormAudit({ ms: Math.round(seconds * 1000), pauses: 0, questions })
}
