import { byKey } from '#shared/kernel/by-key'
import type { FlagKind, FlagListItem, FlagState } from '#shared/quality/flags'
import type { FlaggedList } from '#shared/quality/quality-api'
import { severityOf } from '#shared/quality/rank-visits'
import { type Severity, severities } from '#shared/quality/severity'
import { namesOf } from '../storage/quality/interviews.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import { aboutOf, findIn, peopleNamed, type QualityDeps, type QualityScope } from './quality-alerts.ts'

const maxListed = 500

/** Filter of the list; without a value it does not filter. */
interface FlagFilter {
	readonly state: FlagState
	readonly kind?: FlagKind | undefined
	readonly severity?: Severity | undefined
	/** Id of an enumerator. */
	readonly person?: string | undefined
}

/** Lists flags on single interviews: the severest first, of the same severity the newest interview first. */
export async function findFlagged(
	deps: QualityDeps,
	where: QualityScope,
	{ state, kind, severity, person }: FlagFilter,
): Promise<FlaggedList> {
	const { seen, uncompared, outdatedDistricts } = await findIn(deps, where, { now: false })
	const { severities: changed } = await limitsOfRound(deps.store, where.round.code)
	const finished = new Map(
		[...seen.values()].flatMap(({ interviews, material }) => [
			...interviews.map(({ record, finishedAt }) => [record, finishedAt] as const),
			...material.map(({ record, madeAt }) => [record, madeAt] as const),
		]),
	)
	const finishedAt = ({ subject }: FlagListItem) => finished.get(subject) ?? 0
	const rank = (flag: FlagListItem) => severities.indexOf(severityOf(flag.kind, changed))
	const ofState = [...seen.values()]
		.flatMap(({ listed }) => listed)
		.filter(
			(flag) =>
				aboutOf(flag) === 'interview' &&
				flag.state === state &&
				(person === undefined || flag.person === person),
		)
	const wanted = ofState
		.filter(
			(flag) =>
				(kind === undefined || flag.kind === kind) &&
				(severity === undefined || severityOf(flag.kind, changed) === severity),
		)
		.sort((a, b) => rank(a) - rank(b) || finishedAt(b) - finishedAt(a))
	const shown = wanted.slice(0, maxListed)
	const people = await peopleNamed(deps, shown)
	const names = await namesOf(
		deps.store.reading,
		shown.map(({ subject }) => subject),
	)
	return {
		total: wanted.length,
		uncompared,
		outdatedDistricts,
		kinds: [...byKey(ofState, (flag) => flag.kind)]
			.map(([each, own]) => ({
				kind: each as FlagKind,
				severity: severityOf(each as FlagKind, changed),
				count: own.length,
			}))
			.sort((a, b) => b.count - a.count),
		flagged: shown.map((flag) => ({
			flag,
			severity: severityOf(flag.kind, changed),
			name: names.get(flag.subject) ?? '',
			person: people(flag.person ?? ''),
			finished: finished.has(flag.subject) ? new Date(finishedAt(flag)).toISOString() : null,
		})),
	}
}
