import { countMinutes } from '#shared/coverage/fieldwork-charts'
import { byKey } from '#shared/kernel/by-key'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isDistrictInScope } from '#shared/people/roles'
import { type FlagListItem, flagKeyOf, flagKinds, listedFlags, type QualityFlag } from '#shared/quality/flags'
import {
	intervalOf,
	type MeasureCounts,
	measureNames,
	type Proportion,
	sumMeasure,
} from '#shared/quality/measures'
import type {
	EnumeratorResponse,
	MeasureComparison,
	OperatorAlertsResponse,
	QualityAlertsResponse,
	RecordFlags,
} from '#shared/quality/quality-api'
import { rankEnumeratorsToVisit } from '#shared/quality/rank-visits'
import type { InterviewForChecks, QualityCheckResult } from '#shared/quality/run-checks'
import type { Study } from '#shared/study/study'
import { type Round, roundsFor } from '#shared/study/study'
import type { ProjectionRunner } from '../background/projection-runner.ts'
import { findPeople } from '../storage/people/people.ts'
import { flagDecisions } from '../storage/quality/flag-decisions.ts'
import { namesOf } from '../storage/quality/interviews.ts'
import type { Store } from '../storage/store.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import { checkCalls } from './check-calls.ts'
import type { QualityChecker } from './check-round.ts'
import { decisionsByFlag } from './flag-decisions.ts'

export interface QualityDeps {
	readonly store: Store
	readonly study: Omit<Study, 'rounds'>
	/** Compares interviews with others. */
	readonly runner: Pick<ProjectionRunner, 'soon'>
	readonly checker: QualityChecker
}

/** Round and districts of a request. */
export interface QualityScope {
	readonly round: Round
	/** Null: all districts that the person may see. */
	readonly district: string | null
	readonly person: Person
}

/**
 * @throws Problem `not-found` for a round or a district that does not exist, `not-allowed` for a district of
 * others
 */
export function requireQualityScope(
	study: Study,
	person: Person,
	requested: { readonly round: string; readonly district?: string | undefined },
): QualityScope {
	const round = roundsFor(person, study).find(({ code }) => code === requested.round)
	if (!round) throw new Problem('not-found')
	const { district = null } = requested
	if (district !== null) {
		if (!study.districts.some(({ code }) => code === district)) throw new Problem('not-found')
		if (!isDistrictInScope(person.districts, district)) throw new Problem('not-allowed')
	}
	return { round, district, person }
}

interface QualityFindings extends QualityCheckResult {
	readonly listed: readonly FlagListItem[]
}

/** Finds flags in the requested districts, with their resolutions. */
export async function findIn(
	deps: QualityDeps,
	{ round, district, person }: QualityScope,
	how: { readonly now: boolean },
) {
	const { districts, uncompared, outdatedDistricts } = await deps.checker.checkRound(
		round,
		district ?? ((code) => isDistrictInScope(person.districts, code)),
		how,
	)
	// Not awaited: the response has the number that remains.
	if (uncompared > 0) deps.runner.soon()
	const decided = decisionsByFlag(await flagDecisions(deps.store.reading, round.code))
	const seen = new Map<string, QualityFindings>()
	for (const [code, findings] of districts)
		seen.set(code, { ...findings, listed: listedFlags(findings.flags, decided) })
	return { seen, uncompared, outdatedDistricts }
}

/** Finds flags of calls. They belong to no district, so a request for one district has none. */
async function findCalls({ store }: QualityDeps, { round, district, person }: QualityScope) {
	if (district !== null) return []
	const { limits } = await limitsOfRound(store, round.code)
	const flags = await checkCalls(store, round, person, limits)
	return listedFlags(flags, decisionsByFlag(await flagDecisions(store.reading, round.code)))
}

export const aboutOf = ({ kind }: Pick<QualityFlag, 'kind'>) => flagKinds[kind].about
export const isComplete = ({ isComplete: isSo }: InterviewForChecks): boolean => isSo

/** Returns the enumerators to visit, and the open flags. */
export async function findQuality(deps: QualityDeps, where: QualityScope): Promise<QualityAlertsResponse> {
	const { seen, uncompared, outdatedDistricts } = await findIn(deps, where, { now: false })
	const all = [...seen.values()].flatMap(({ listed }) => listed)
	const { limits, severities } = await limitsOfRound(deps.store, where.round.code)
	const ranked = rankEnumeratorsToVisit(all, limits.q00VisitPoints, severities)
	const people = await peopleNamed(deps, ranked)
	const ofInterviews = all.filter((flag) => aboutOf(flag) === 'interview' && flag.state === 'open')
	return {
		uncompared,
		outdatedDistricts,
		interviews: [...seen.values()].reduce((sum, each) => sum + each.interviews.filter(isComplete).length, 0),
		alerts: ranked.map(({ person, district, points, isVisited, flags }) => ({
			person: people(person),
			district,
			points,
			isVisited,
			flags: [...flags],
			interviews: (seen.get(district)?.interviews ?? []).filter(
				(each) => each.person === person && each.isComplete,
			).length,
		})),
		team: all.filter((flag) => aboutOf(flag) === 'team'),
		open: [...byKey(ofInterviews, ({ kind, district }) => `${kind} ${district}`).values()]
			.flatMap((own) => {
				const [first] = own
				return first ? [{ kind: first.kind, district: first.district, interviews: own.length }] : []
			})
			.sort((a, b) => b.interviews - a.interviews),
	}
}

/** Returns the flags about operators and their calls. */
export async function findOperators(deps: QualityDeps, where: QualityScope): Promise<OperatorAlertsResponse> {
	const calls = await findCalls(deps, where)
	const people = await peopleNamed(deps, calls)
	return [...byKey(calls, ({ subject }) => subject)].map(([id, flags]) => ({ person: people(id), flags }))
}

export async function peopleNamed(
	{ store }: QualityDeps,
	flagged: readonly { readonly person: string | null }[],
) {
	const found = await findPeople(store.reading, [...new Set(flagged.flatMap(({ person }) => person ?? []))])
	return (id: string) => ({ id, name: found.get(id)?.name ?? '', code: found.get(id)?.code ?? '' })
}

const latestShown = 60

/** Compares an enumerator's work in a district with that of the others. @throws Problem `not-found` */
export async function findEnumerator(
	deps: QualityDeps,
	where: QualityScope & { readonly district: string },
	id: string,
): Promise<EnumeratorResponse> {
	const found = (await findIn(deps, where, { now: true })).seen.get(where.district)
	const all = found?.interviews ?? []
	const own = all.filter(({ person }) => person === id)
	if (!found || own.length === 0) throw new Problem('not-found')
	const complete = own.filter(isComplete)
	const team = all.filter((each) => each.person !== id && each.isComplete)
	const { limits, thresholds } = await limitsOfRound(deps.store, where.round.code)
	const least = limits.q00LeastInterviews
	const [theirs, others] = [true, false].map((isOwn) =>
		[...found.people].flatMap(([person, counted]) => ((person === id) === isOwn ? counted : [])),
	) as [MeasureCounts[], MeasureCounts[]]
	const flagsOf = byKey(found.listed, ({ subject }) => subject)
	const isOpen = ({ record }: InterviewForChecks) =>
		(flagsOf.get(record) ?? []).some(({ state }) => state === 'open')
	const latest = [...own]
		.sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.finishedAt - a.finishedAt)
		.slice(0, latestShown)
	const names = await namesOf(
		deps.store.reading,
		latest.map(({ record }) => record),
	)
	const dayOf = ({ finishedAt }: InterviewForChecks) =>
		String(Math.floor((finishedAt + deps.study.offsetMinutes * 60_000) / 86_400_000))
	const days = (interviews: readonly InterviewForChecks[]) =>
		[...byKey(interviews, (each) => `${each.person} ${dayOf(each)}`).values()].map((each) => each.length)
	const minutes = (interviews: readonly InterviewForChecks[]) =>
		interviews.flatMap(({ activeMinutes }) => activeMinutes ?? [])
	const { q03ShortestMinutes, q03LongestMinutes } = thresholds
	return {
		person: (await peopleNamed(deps, [{ person: id }]))(id),
		district: where.district,
		interviews: complete.length,
		days: days(complete).length,
		least,
		minutes: { own: middleOf(minutes(complete)), team: middleOf(minutes(team)) },
		perDay: { own: middleOf(days(complete)), team: middleOf(days(team)) },
		durations: {
			own: countMinutes(minutes(complete)),
			team: countMinutes(minutes(team)),
			limits: { q03ShortestMinutes, q03LongestMinutes },
		},
		shares: [
			...([...measureNames, 'no-answer'] as const).map((measure) => ({
				measure,
				...compared(sumMeasure(theirs, measure), sumMeasure(others, measure), least),
			})),
		],
		flags: [...(flagsOf.get(id) ?? [])],
		latest: latest.map(({ record, finishedAt, activeMinutes }) => ({
			record,
			name: names.get(record) ?? '',
			finished: new Date(finishedAt).toISOString(),
			minutes: activeMinutes,
			flags: [...(flagsOf.get(record) ?? [])],
		})),
	}
}

function compared(own: Proportion, team: Proportion, least: number): MeasureComparison {
	const [low, high] = intervalOf(own)
	return { own, low, high, team, isFew: own.of < least }
}

export function middleOf(values: readonly number[]): number | null {
	const sorted = [...values].sort((a, b) => a - b)
	const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
	return low === undefined || high === undefined ? null : Math.round(((low + high) / 2) * 10) / 10
}

/** Returns the flags of one record, and the resolutions of flags that are found no longer. */
export async function findRecordFlags(
	deps: QualityDeps,
	where: QualityScope & { readonly district: string },
	record: string,
): Promise<RecordFlags> {
	const found = (await findIn(deps, where, { now: true })).seen.get(where.district)
	const { reading } = deps.store
	const decided = decisionsByFlag(await flagDecisions(reading, where.round.code, { subject: record }))
	const flags = (found?.listed ?? []).filter(({ subject }) => subject === record)
	const shown = new Set(flags.map(flagKeyOf))
	return {
		round: where.round.code,
		flags,
		gone: [...decided].flatMap(([key, own]) => {
			const [kind = ''] = key.split(' ')
			return shown.has(key) ? [] : own.map(({ state, by, at, why }) => ({ kind, state, by, at, why }))
		}),
	}
}
