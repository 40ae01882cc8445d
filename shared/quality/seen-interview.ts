import type { QualityFlag } from './flags.ts'
import type { HouseholdFacts } from './household-facts.ts'
import type { Rings } from './outside-outline.ts'
import type { PackedAnswers, Similarity } from './packed-answers.ts'
import type { RoundThresholds } from './round-thresholds.ts'
import type { Thresholds } from './thresholds.ts'

/** A finished interview of a household, or a visit that came to none, as the checks over a round see it. */
export interface FinishedInterview extends HouseholdFacts {
	readonly record: string
	readonly person: string
	readonly cluster: string
	/** What was answered. */
	readonly packed: PackedAnswers
	/** The interview of the round that says most nearly the same; null where none is alike, or it was not looked for yet. */
	readonly similarity: Similarity | null
}

/** What is known beside the interviews of a district. */
export interface RoundSettings {
	/** Minutes east of UTC in which days are counted. */
	readonly offsetMinutes: number
	readonly thresholds: Thresholds
	readonly limits: RoundThresholds
	/** The newest version of the form at a moment, ms since 1970; null where nobody knows. */
	readonly newestVersionAt: (time: number) => number | null
	/** Whether a household is in the sample; null for a cluster that has none. */
	readonly isSampled: (cluster: string, household: number) => boolean | null
	/** Whether a household had been taken from somebody with whom it lay, and was not theirs again at that moment, ms since 1970. */
	readonly wasReassigned: (cluster: string, household: number, person: string, at: number) => boolean
	/** Rings of the district; null where nobody brought in where it lies. */
	readonly outline: Rings | null
	/** Of an interviewer; null where nobody has said it. */
	readonly sexOf: (person: string) => string | null
}

/** An interview with what was found about it. */
export interface FlaggedInterview extends FinishedInterview {
	readonly flags: readonly QualityFlag[]
}

export const hasFlag = ({ flags }: FlaggedInterview, ...kinds: readonly QualityFlag['kind'][]): boolean =>
	flags.some(({ kind }) => kinds.includes(kind))

export function byKey<Value>(values: Iterable<Value>, keyOf: (value: Value) => string): Map<string, Value[]> {
	const groups = new Map<string, Value[]>()
	for (const value of values) {
		const key = keyOf(value)
		const group = groups.get(key)
		if (group) group.push(value)
		else groups.set(key, [value])
	}
	return groups
}
