import { expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import fc from '#shared/testing/fast-check'
import { clusterTotals, computeStrata, type InterviewColumns } from './cluster-totals.ts'
import { testIndependence } from './independence.ts'

/** Tests a table of interviews by cell, with ten clusters in two strata. */
function testTable(cells: readonly number[], rows: number, columns: number, clusters = 10) {
	const random = seededRandom(cells.length)
	const lines: InterviewColumns = {
		cluster: cells.map((_, i) => i % clusters),
		weight: cells.map(() => 0.5 + random.next()),
		clusters,
	}
	const totals = clusterTotals(lines, cells, { group: cells, groups: rows * columns })
	const stratum = Array.from({ length: clusters }, (_, c) => c % 2)
	return testIndependence(totals, computeStrata(lines, { stratum }), columns)
}
const some = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 60, maxLength: 150 })

test('rows with the same distribution are independent of columns, rows with different ones are not', () => {
	const cells = Array.from({ length: 300 }, (_, i) => (i * 7) % 6)
	expect(testTable(cells, 2, 3)?.p).toBeGreaterThan(0.05)
	const own = cells.map((cell) => (cell % 3 === 1 ? cell : cell < 3 ? 0 : 5))
	expect(testTable(own, 2, 3)?.p).toBeLessThan(1e-6)
})
test('a transposed table gives the same result', () => {
	fc.assert(
		fc.property(some, (cells) => {
			const transposed = cells.map((cell) => (cell % 3) * 2 + Math.floor(cell / 3))
			const [one, other] = [testTable(cells, 2, 3), testTable(transposed, 3, 2)]
			if (one === null) expect(other).toBeNull()
			else
				for (const figure of ['f', 'df1', 'df2', 'p'] as const)
					expect((other?.[figure] ?? Number.NaN) / one[figure]).toBeCloseTo(1, 6)
		}),
	)
})
test('empty rows and columns are ignored', () => {
	fc.assert(
		fc.property(some, (cells) => {
			// a column in the middle, and a row, that stay empty
			const wider = cells.map(
				(cell) => (Math.floor(cell / 3) === 0 ? 0 : 8) + ((cell % 3) + (cell % 3 === 2 ? 1 : 0)),
			)
			expect(testTable(wider, 3, 4)).toEqual(testTable(cells, 2, 3))
		}),
	)
})
test('one row, one column or one cluster cannot be tested', () => {
	expect(testTable(Array(40).fill(1), 2, 3)).toBeNull()
	expect(
		testTable(
			Array.from({ length: 40 }, (_, i) => (i % 2) * 3),
			2,
			3,
		),
	).toBeNull()
	expect(
		testTable(
			Array.from({ length: 40 }, (_, i) => i % 6),
			2,
			3,
			1,
		),
	).toBeNull()
})
test('where all clusters are identical there is no variance, and no test', () => {
	// each cluster has every cell as often, with the same weights, which leave something to round
	const cells = Array.from({ length: 240 }, (_, i) => [0, 0, 1, 2, 3, 4, 5, 5][Math.floor(i / 10) % 8] ?? 0)
	const lines: InterviewColumns = {
		cluster: cells.map((_, i) => i % 10),
		weight: cells.map((_, i) => 0.1 + 1 / (1 + Math.floor(i / 10))),
		clusters: 10,
	}
	const totals = clusterTotals(lines, cells, { group: cells, groups: 6 })
	const strata = computeStrata(lines, { stratum: Array(10).fill(0) })
	expect(testIndependence(totals, strata, 3)).toBeNull()
})
