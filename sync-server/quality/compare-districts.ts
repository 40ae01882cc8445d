import type { RoundLimits } from '#shared/quality/quality-limits'
import { type QualityCheckResult, withIndexFlags } from '#shared/quality/run-checks'
import { filterActionableFlags, runWithYields } from './check-district.ts'

/** A comparison with its inputs and limits. */
interface Comparison {
	readonly of: readonly QualityCheckResult[]
	readonly by: string
	readonly all: Promise<Map<string, QualityCheckResult>>
	/** Result of the last comparison that has ended. */
	found: ReadonlyMap<string, QualityCheckResult> | null
}

/** Last comparison between the districts of each round. */
export class RoundComparisons {
	readonly #comparisons = new Map<string, Comparison>()

	/** Returns the result of the last comparison that has ended. */
	lastResult(round: string): ReadonlyMap<string, QualityCheckResult> | null {
		return this.#comparisons.get(round)?.found ?? null
	}

	/** Computes the flags that compare all checked districts of a round; repeated only after one has changed. */
	compare(
		round: string,
		results: readonly (readonly [district: string, result: QualityCheckResult])[],
		limits: RoundLimits,
	): Promise<ReadonlyMap<string, QualityCheckResult>> {
		const of = results.map(([, result]) => result)
		const known = this.#comparisons.get(round)
		const by = JSON.stringify(limits)
		if (known?.by === by && known.of.length === of.length && known.of.every((each, i) => each === of[i]))
			return known.all
		const all = compareDistricts(new Map(results), limits)
		const comparison: Comparison = { of, by, all, found: known?.found ?? null }
		this.#comparisons.set(round, comparison)
		all.then(
			(done) => {
				comparison.found = done
			},
			() => this.#comparisons.delete(round),
		)
		return all
	}
}

/** Adds the flags that compare the districts with each other. */
export async function compareDistricts(
	districts: ReadonlyMap<string, QualityCheckResult>,
	limits: RoundLimits,
): Promise<Map<string, QualityCheckResult>> {
	const all = await runWithYields(withIndexFlags(districts, limits.limits))
	return new Map(
		[...all].map(([district, found]) => [
			district,
			{ ...found, flags: filterActionableFlags(found.flags, limits) },
		]),
	)
}
