import { seededRandom } from '#shared/kernel/seeded-random'
import { cellName, coverageCells, missedShare } from '#shared/testing/interval-coverage'
import { type Figure, figure } from './benchmark-result.ts'

const rounds = 200

/**
 * Measures how often the 95% interval of a district's share misses the true value, by share, correlation
 * within clusters, and weights. Nominal: 5.
 */
export async function measure(): Promise<Figure[]> {
	const random = seededRandom(20)
	return coverageCells.map((cell) =>
		figure(cellName(cell), 100 * missedShare(cell, rounds, random), '% missed', {
			budget: cell.weightSpread < 1 ? 8 : 12,
		}),
	)
}
