import { measureContext, tightnessOf } from './enumerator-measures.ts'
import type { QualityFlag } from './flags.ts'
import { type ComparedDistrict, compareDistricts, indexFlags } from './index-flags.ts'
import { checkByInterviewer } from './interview-flags.ts'
import { interviewerFlags } from './interviewer-flags.ts'
import type { MaterialEntry } from './material-flags.ts'
import { countMeasures, type MeasureCounts } from './measures.ts'
import { matchesOf } from './near-duplicates.ts'
import { measureDistrict } from './quality-index.ts'
import type { RoundThresholds } from './round-thresholds.ts'
import type { FinishedInterview, FlaggedInterview, RoundSettings } from './seen-interview.ts'
import { teamFlags } from './team-flags.ts'

/** As much of an interview as is kept when its district was looked over: a round has very many. */
export type InterviewForChecks = Pick<
	FlaggedInterview,
	'record' | 'person' | 'finishedAt' | 'isComplete' | 'activeMinutes'
>

export interface QualityCheckResult {
	readonly interviews: readonly InterviewForChecks[]
	readonly people: ReadonlyMap<string, MeasureCounts>
	/** Entries of the material log. */
	readonly material: readonly MaterialEntry[]
	/** About interviews, interviewers and the team. */
	readonly flags: readonly QualityFlag[]
	/** What its enumerators are compared by, with each other and with the round; null where there is no interview. */
	readonly compared: ComparedDistrict | null
}

/**
 * All that is found about the interviews of one district in one round, a part at a time: where there are tens of thousands, whoever
 * asks for the next part can answer others before.
 */
export function* runQualityChecksInSteps(
	interviews: readonly FinishedInterview[],
	district: string,
	settings: RoundSettings,
): Generator<undefined, QualityCheckResult> {
	const seen: FlaggedInterview[] = []
	const people = new Map<string, MeasureCounts>()
	const flags: QualityFlag[] = []
	const matches = yield* matchesOf(
		interviews.filter(({ isComplete }) => isComplete),
		settings.limits.q09LeastItems,
	)
	for (const own of checkByInterviewer(interviews, district, settings, matches)) {
		seen.push(...own)
		if (own[0]) people.set(own[0].person, countMeasures(own))
		flags.push(...own.flatMap((each) => each.flags))
		yield
	}
	for (const found of [interviewerFlags, teamFlags])
		for (const some of found(seen, district, settings.limits)) {
			flags.push(...some)
			yield
		}
	return {
		interviews: seen.map(({ record, person, finishedAt, isComplete, activeMinutes }) => ({
			record,
			person,
			finishedAt,
			isComplete,
			activeMinutes,
		})),
		material: [],
		people,
		flags,
		compared: {
			measures: measureDistrict(seen, measureContext(seen, matches, settings.offsetMinutes)),
			tight: tightnessOf(seen),
		},
	}
}

/** One district at once, its enumerators compared with each other alone. */
export function runQualityChecks(
	interviews: readonly FinishedInterview[],
	district: string,
	settings: RoundSettings,
): QualityCheckResult {
	const found = checkRound(new Map([[district, interviews]]), settings).get(district)
	if (!found) throw new RangeError('a round has its districts')
	return found
}

/** All districts of a round at once; what is usual for an enumerator is what is usual in the round. */
export function checkRound(
	districts: ReadonlyMap<string, readonly FinishedInterview[]>,
	settings: RoundSettings,
): Map<string, QualityCheckResult> {
	return atOnce(
		withIndexFlags(
			new Map(
				[...districts].map(([district, own]) => [
					district,
					atOnce(runQualityChecksInSteps(own, district, settings)),
				]),
			),
			settings.limits,
		),
	)
}

/** The districts of a round with the flags that need all of it. */
export function* withIndexFlags(
	districts: ReadonlyMap<string, QualityCheckResult>,
	limits: RoundThresholds,
): Generator<undefined, Map<string, QualityCheckResult>> {
	const comparison = yield* compareDistricts(
		new Map(
			[...districts].flatMap(([district, { compared }]) => (compared ? [[district, compared] as const] : [])),
		),
	)
	return new Map(
		[...districts].map(([district, found]) => [
			district,
			found.compared
				? { ...found, flags: [...found.flags, ...indexFlags(district, found.compared, comparison, limits)] }
				: found,
		]),
	)
}

function atOnce<Found>(parts: Generator<undefined, Found>): Found {
	for (;;) {
		const { done, value } = parts.next()
		if (done) return value
	}
}
