import type { FinishedInterview, FlaggedInterview, RoundSettings } from './checked-interview.ts'
import { enumeratorFlags } from './enumerator-flags.ts'
import { measureContext, tightnessOf } from './enumerator-measures.ts'
import type { QualityFlag } from './flags.ts'
import { type ComparedDistrict, compareDistricts, indexFlags } from './index-flags.ts'
import { checkByEnumerator } from './interview-flags.ts'
import type { MaterialEntry } from './material-flags.ts'
import { countMeasures, type MeasureCounts } from './measures.ts'
import { matchesOf } from './near-duplicates.ts'
import { measureDistrict } from './quality-index.ts'
import type { RoundThresholds } from './round-thresholds.ts'
import { teamFlags } from './team-flags.ts'

/**
 * The part of an interview that is cached after its district was checked: a round has very many interviews.
 */
export type InterviewForChecks = Pick<
	FlaggedInterview,
	'record' | 'person' | 'finishedAt' | 'isComplete' | 'activeMinutes'
>

export interface QualityCheckResult {
	readonly interviews: readonly InterviewForChecks[]
	readonly people: ReadonlyMap<string, MeasureCounts>
	/** Entries of the material log. */
	readonly material: readonly MaterialEntry[]
	/** Flags about interviews, enumerators and the team. */
	readonly flags: readonly QualityFlag[]
	/**
	 * Measures by which enumerators are compared, with each other and with the round. Null if the district has
	 * no interview.
	 */
	readonly compared: ComparedDistrict | null
}

/**
 * Runs all quality checks of one district in one round, in steps: with tens of thousands of interviews, the
 * caller can serve other requests between them.
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
	for (const own of checkByEnumerator(interviews, district, settings, matches)) {
		seen.push(...own)
		if (own[0]) people.set(own[0].person, countMeasures(own))
		flags.push(...own.flatMap((each) => each.flags))
		yield
	}
	for (const found of [enumeratorFlags, teamFlags])
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

/** Checks one district, its enumerators compared with each other only. */
export function runQualityChecks(
	interviews: readonly FinishedInterview[],
	district: string,
	settings: RoundSettings,
): QualityCheckResult {
	const found = checkRound(new Map([[district, interviews]]), settings).get(district)
	if (!found) throw new RangeError('a round has its districts')
	return found
}

/** Checks all districts of a round; the norms are those of the round. */
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

/** Adds the flags that need all districts of the round. */
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
