import { seededRandom } from '#shared/kernel/seeded-random'
import { cellName, coverageCells, missedShare } from '#shared/testing/interval-coverage'
import { type Figure, figure } from './figures.ts'

const rounds = 200

/** How often the 95 % interval of a district's share leaves the truth out, by share, correlation within clusters, and weights. 5 is what it says. */
export async function measure(): Promise<Figure[]> {
	const random = seededRandom(20)
	return coverageCells.map((cell) =>
		figure(cellName(cell), 100 * missedShare(cell, rounds, random), '% missed', {
			budget: cell.weightSpread < 1 ? 8 : 12,
		}),
	)
}
