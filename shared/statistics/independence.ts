import type { ClusterTotals } from './cluster-totals.ts'
import { fTail } from './distributions.ts'
import { combine, covariance, freedomOf, type Scores } from './linearise.ts'
import type { Strata } from './strata.ts'

/** Test of the independence of rows and columns of a table. */
export interface Independence {
	readonly f: number
	readonly df1: number
	readonly df2: number
	/** Probability of at least such an F if rows and columns are independent. */
	readonly p: number
}

/**
 * Computes Rao and Scott's chi-square with its second-order correction, as F (Rao and Scott 1984; Thomas and
 * Rao 1987; R's `svychisq`). The groups of `totals` are the cells of the table, row by row: two rounds by the
 * answers to a question, or two questions. Empty rows and columns are left out. Null if fewer than two of
 * either are left, or clusters do not differ.
 */
export function testIndependence(
	totals: ClusterTotals,
	strata: Strata,
	columns: number,
): Independence | null {
	const table = tableOf(totals, columns)
	const cells = table.flat()
	const width = table[0]?.length ?? 0
	if (table.length < 2 || width < 2) return null
	const n = sumOf(cells, (cell) => cell.n)
	const ofRow = table.map((row) => sumOf(row, ({ share }) => share))
	const ofColumn = range(width).map((j) => sumOf(table, (row) => row[j]?.share ?? 0))
	const pearson = sumOf(cells, ({ share }, k) => {
		const expected = (ofRow[Math.floor(k / width)] ?? 0) * (ofColumn[k % width] ?? 0)
		return (n * (share - expected) ** 2) / expected
	})

	// contrasts that are 0 under independence: a cell, minus the last one of its row and of its column, plus the
	// last of all
	const signs = range(table.length - 1).flatMap((i) =>
		range(width - 1).map((j) =>
			cells.map((_, k) => {
				const [row, column] = [Math.floor(k / width), k % width]
				const sign = (at: number, of: number, last: number) => (at === of ? 1 : at === last ? -1 : 0)
				return sign(row, i, table.length - 1) * sign(column, j, width - 1)
			}),
		),
	)
	const factors = signs.map((of) => of.map((sign, k) => (cells[k]?.share ? sign / cells[k].share : 0)))
	const scores = factors.map((of) => combine(...cells.map((cell, k) => [of[k] ?? 0, cell.scores] as const)))
	const simple = signs.map((of) => factors.map((by) => sumOf(of, (sign, k) => (sign * (by[k] ?? 0)) / n)))
	const found = scores.map((a) => scores.map((b) => covariance(a, b, strata) ?? Number.NaN))
	const effects = solve(simple, found)
	const trace = sumOf(effects, (row, k) => row[k] ?? 0)
	const squares = sumOf(effects, (row, k) => sumOf(row, (each, l) => each * (effects[l]?.[k] ?? 0)))
	const df1 = trace ** 2 / squares
	const df2 = df1 * freedomOf(combine(...cells.map((cell) => [1, cell.scores] as const)), strata)
	const f = pearson / trace
	// if all clusters are alike, the rest is rounding
	return trace > 1e-12 && df2 > 0 ? { f, df1, df2, p: fTail(f, df1, df2) } : null
}

interface ContingencyCell {
	readonly n: number
	/** Share of the weights of all cells. */
	readonly share: number
	readonly scores: Scores
}

/** Returns the table without empty rows and columns. */
function tableOf({ groups, from, cluster, n, weight }: ClusterTotals, columns: number): ContingencyCell[][] {
	const all = sumOf([...weight], (each) => each)
	const inCluster = new Map<number, number>()
	for (const [row, c] of cluster.entries())
		inCluster.set(c, (inCluster.get(c) ?? 0) + (weight[row] ?? 0) / all)
	const cells = range(groups).map((g): ContingencyCell => {
		const rows = range((from[g + 1] ?? 0) - (from[g] ?? 0)).map((i) => (from[g] ?? 0) + i)
		const own = new Map(rows.map((row) => [cluster[row] ?? 0, (weight[row] ?? 0) / all]))
		const share = sumOf(rows, (row) => (weight[row] ?? 0) / all)
		return {
			n: sumOf(rows, (row) => n[row] ?? 0),
			share,
			scores: combine([1, own], [-share, inCluster]),
		}
	})
	const table = range(groups / columns).map((i) => cells.slice(i * columns, (i + 1) * columns))
	const hasSome = (some: readonly (ContingencyCell | undefined)[]) => some.some((cell) => (cell?.n ?? 0) > 0)
	const usedColumns = range(columns).filter((j) => hasSome(table.map((row) => row[j])))
	return table.filter(hasSome).map((row) => usedColumns.flatMap((j) => row[j] ?? []))
}

/** Returns A⁻¹ B by elimination; NaN if A has no inverse. */
function solve(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
	const rows = a.map((row, i) => [...row, ...(b[i] ?? [])])
	for (const k of rows.keys()) {
		const largest = range(rows.length - k).reduce(
			(best, i) => (Math.abs(rows[k + i]?.[k] ?? 0) > Math.abs(rows[best]?.[k] ?? 0) ? k + i : best),
			k,
		)
		const pivot = rows[largest] ?? []
		rows[largest] = rows[k] ?? []
		rows[k] = pivot.map((each) => each / (pivot[k] ?? 0))
		for (const [i, row] of rows.entries())
			if (i !== k) rows[i] = row.map((each, j) => each - (row[k] ?? 0) * (rows[k]?.[j] ?? 0))
	}
	return rows.map((row) => row.slice(a.length))
}

const range = (length: number): number[] => [...Array(length).keys()]
const sumOf = <Item>(items: readonly Item[], of: (item: Item, index: number) => number): number =>
	items.reduce((sum, item, index) => sum + of(item, index), 0)
