import type { Disposition } from '../study/disposition.ts'

/** Number of households by disposition; an absent one has none. */
export type DispositionCounts = Readonly<Partial<Record<Disposition, number>>>

export interface ResponseRates {
	/** Share of the households that are, or may be, eligible: somebody eligible was reached. CON1. */
	readonly contact: RateWithBase
	/** Share of the reached households: interviewed. COOP1. */
	readonly cooperation: RateWithBase
	/**
	 * Share of the households that are, or may be, eligible: interviewed. RR1, the lowest of the response
	 * rates.
	 */
	readonly completion: RateWithBase
}
export interface RateWithBase {
	readonly of: number
	/** Null if the denominator is 0. */
	readonly share: number | null
}

/** Denominators below this are marked: their share says little. */
export const fewHouseholds = 30

/**
 * AAPOR, Standard Definitions (10th edition, 2023), for in-person household surveys: contact rate 1,
 * cooperation rate 1 and response rate 1. I complete, P partial, R refusal and break-off, NC noncontact, O
 * other, U unknown whether eligible:
 *
 *     CON1 = (I + P + R + O) / (I + P + R + O + NC + U)
 *     COOP1 = I / (I + P + R + O)
 *     RR1 = I / (I + P + R + O + NC + U)
 *
 * Like AAPOR's, with one difference: each visited household counts with its own result, also a replacement.
 */
export function responseRates(endings: DispositionCounts): ResponseRates {
	const of = (ending: Disposition) => endings[ending] ?? 0
	const reached = of('complete') + of('partial') + of('refusal') + of('other')
	const all = reached + of('noncontact') + of('unknown')
	const share = (part: number, whole: number): RateWithBase => ({
		of: whole,
		share: whole === 0 ? null : part / whole,
	})
	return {
		contact: share(reached, all),
		cooperation: share(of('complete'), reached),
		completion: share(of('complete'), all),
	}
}

export function sumDispositionCounts(
	all: readonly DispositionCounts[],
): Partial<Record<Disposition, number>> {
	const sum: Partial<Record<Disposition, number>> = {}
	for (const endings of all)
		for (const [ending, count] of Object.entries(endings) as [Disposition, number][])
			sum[ending] = (sum[ending] ?? 0) + count
	return sum
}
