import { byKey } from '#shared/kernel/by-key'
import { sumMeasure } from '#shared/quality/measures'
import { type Scorecard, type ScorecardsResponse, scorecardMeasures } from '#shared/quality/quality-api'
import { rankEnumeratorsToVisit, severityOf } from '#shared/quality/rank-visits'
import { dayOf } from '#shared/study/study-day'
import { limitsOfRound } from '../study/round-limits.ts'
import {
	aboutOf,
	findIn,
	isComplete,
	middleOf,
	peopleNamed,
	type QualityDeps,
	type QualityScope,
} from './quality-alerts.ts'

/** Returns a scorecard of each enumerator with interviews, the highest quality index first. */
export async function findScorecards(deps: QualityDeps, where: QualityScope): Promise<ScorecardsResponse> {
	const { seen, uncompared, outdatedDistricts } = await findIn(deps, where, { now: false })
	const { limits, severities } = await limitsOfRound(deps.store, where.round.code)
	const listed = [...seen.values()].flatMap((each) => each.listed)
	const ranked = new Map(
		rankEnumeratorsToVisit(listed, limits.q00VisitPoints, severities).map((each) => [
			`${each.person} ${each.district}`,
			each,
		]),
	)
	const cards = [...seen].flatMap(([district, { interviews, people: measured, listed: flags }]) => {
		const openFlags = flags.filter((flag) => aboutOf(flag) === 'interview' && flag.state === 'open')
		const flagsOf = byKey(openFlags, ({ person }) => person ?? '')
		return [...byKey(interviews, ({ person }) => person)].map(([person, own]) => {
			const rank = ranked.get(`${person} ${district}`)
			const complete = own.filter(isComplete)
			const severitiesOf = (flagsOf.get(person) ?? []).map(({ kind }) => severityOf(kind, severities))
			const many = (severity: keyof Scorecard['flags']) =>
				severitiesOf.filter((each) => each === severity).length
			return {
				person,
				district,
				interviews: complete.length,
				points: rank?.points ?? 0,
				isVisited: rank?.isVisited ?? false,
				flags: { high: many('high'), medium: many('medium'), low: many('low') },
				reasons: [...(rank?.flags ?? [])],
				minutes: middleOf(complete.flatMap(({ activeMinutes }) => activeMinutes ?? [])),
				shares: scorecardMeasures.map((measure) => ({
					measure,
					...sumMeasure([measured.get(person) ?? []].flat(), measure),
				})),
				lastDay: dayOf(Math.max(...own.map(({ finishedAt }) => finishedAt))),
			}
		})
	})
	const people = await peopleNamed(deps, cards)
	return {
		visitPoints: limits.q00VisitPoints,
		least: limits.q00LeastInterviews,
		uncompared,
		outdatedDistricts,
		enumerators: cards
			.map((card) => ({ ...card, person: people(card.person) }))
			.sort((a, b) => b.points - a.points || b.flags.high - a.flags.high || b.interviews - a.interviews),
	}
}
