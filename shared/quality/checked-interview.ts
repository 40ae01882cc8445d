import type { QualityFlag } from './flags.ts'
import type { HouseholdFacts } from './household-facts.ts'
import type { Rings } from './outside-boundary.ts'
import type { PackedAnswers, Similarity } from './packed-answers.ts'
import type { RoundThresholds } from './round-thresholds.ts'
import type { Thresholds } from './thresholds.ts'

/**
 * A finished interview of a household, or a visit without one, with the fields that checks over a round use.
 */
export interface FinishedInterview extends HouseholdFacts {
	readonly record: string
	readonly person: string
	readonly cluster: string
	/** Substantive answers. */
	readonly packed: PackedAnswers
	/** Most similar interview of the round. Null if none is similar, or the search has not run yet. */
	readonly similarity: Similarity | null
}

/** Settings and facts of a round that are not in the interviews of a district. */
export interface RoundSettings {
	/** Minutes east of UTC in which days are counted. */
	readonly offsetMinutes: number
	readonly thresholds: Thresholds
	readonly limits: RoundThresholds
	/** Returns the newest version of the form at a moment, ms since 1970; null if unknown. */
	readonly newestVersionAt: (time: number) => number | null
	/** True if a household is in the sample; null for a cluster without one. */
	readonly isSampled: (cluster: string, household: number) => boolean | null
	/**
	 * True if a household had been reassigned from this person, and was not assigned to them again at the moment
	 * `at`, ms since 1970.
	 */
	readonly wasReassigned: (cluster: string, household: number, person: string, at: number) => boolean
	/** Rings of the district boundary; null if none was imported. */
	readonly boundary: Rings | null
	/** Sex of an enumerator; null if unknown. */
	readonly sexOf: (person: string) => string | null
}

/** An interview with its flags. */
export interface FlaggedInterview extends FinishedInterview {
	readonly flags: readonly QualityFlag[]
}

export const hasFlag = ({ flags }: FlaggedInterview, ...kinds: readonly QualityFlag['kind'][]): boolean =>
	flags.some(({ kind }) => kinds.includes(kind))
