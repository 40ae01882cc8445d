import { expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { clusterTotals, computeStrata, countGroups, type Domain, inOneGroup } from './cluster-totals.ts'
import { type Estimate, estimateMeans, estimateShares } from './estimate.ts'

const clusters = 12
/** Stratum of each cluster: six strata with two clusters each. */
const stratum = Array.from({ length: clusters }, (_, c) => c >> 1)
const someLine = fc.record({
	cluster: fc.integer({ min: 0, max: clusters - 1 }),
	weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
	group: fc.integer({ min: -1, max: 2 }),
	yes: fc.constantFrom(Number.NaN, 0, 1),
	score: fc.constantFrom(Number.NaN, -3, 0, 1, 4, 9),
})
const someLines = fc.array(someLine, { minLength: 1, maxLength: 120 })
type Line = Readonly<Record<'cluster' | 'weight' | 'group' | 'yes' | 'score', number>>

const columnsOf = (lines: readonly Line[]) => ({
	cluster: lines.map(({ cluster }) => cluster),
	weight: lines.map(({ weight }) => weight),
	clusters,
})
const byGroup = (lines: readonly Line[]): Domain => ({ group: lines.map(({ group }) => group), groups: 3 })
const totalsOf = (lines: readonly Line[], what: 'yes' | 'score' = 'yes') =>
	clusterTotals(
		columnsOf(lines),
		lines.map((line) => line[what]),
		byGroup(lines),
	)
const strataOfAll = (lines: readonly Line[]) => computeStrata(columnsOf(lines), { stratum })

function expectSame(found: readonly Estimate[], expected: readonly Estimate[]): void {
	const figures = (all: readonly Estimate[]) =>
		all.map(({ n, clusters, value, se, df, deff, interval }) => [
			...[n, clusters, value, se, df, deff, interval?.low ?? null, interval?.high ?? null],
		])
	const [ours, theirs] = [figures(found), figures(expected)]
	for (const [g, row] of theirs.entries())
		for (const [i, each] of row.entries())
			if (each === null) expect(ours[g]?.[i]).toBeNull()
			else expect(Math.abs((ours[g]?.[i] ?? Number.NaN) - each)).toBeLessThan(1e-6 * Math.max(1, each))
}

test('interviews without a group, weight, cluster or base count nowhere', () => {
	const lines = [
		{ cluster: 3, weight: 2, group: 1, yes: 1, score: 4 },
		{ cluster: 3, weight: 3, group: 1, yes: 0, score: -9 },
		{ cluster: 3, weight: 3, group: -1, yes: 1, score: 9 },
		{ cluster: 3, weight: 0, group: 1, yes: 1, score: 9 },
		{ cluster: 3, weight: Number.NaN, group: 1, yes: 1, score: 9 },
		{ cluster: -1, weight: 3, group: 1, yes: 1, score: 9 },
		{ cluster: 3, weight: 3, group: 1, yes: Number.NaN, score: Number.NaN },
	]
	const rows = { groups: 3, clusters, from: [0, 0, 1, 1], cluster: [3], n: [2], weight: [5] }
	const plain = (what: 'yes' | 'score') =>
		Object.fromEntries(
			Object.entries(totalsOf(lines, what)).map(([name, value]) => [
				name,
				typeof value === 'number' ? value : Array.from(value),
			]),
		)
	expect(plain('yes')).toEqual({ ...rows, sum: [2], squares: [2] })
	expect(plain('score')).toEqual({ ...rows, sum: [8 - 27], squares: [2 * 16 + 3 * 81] })
})
test('counts give the interviews and clusters behind an estimate', () => {
	fc.assert(
		fc.property(someLines, (lines) => {
			const counted = countGroups(
				columnsOf(lines),
				lines.map(({ weight, yes }) => (weight > 0 && !Number.isNaN(yes) ? 1 : 0)),
				byGroup(lines),
			)
			const estimated = estimateShares(totalsOf(lines), strataOfAll(lines))
			expect(counted.map(({ n, clusters: many }) => ({ n, clusters: many }))).toEqual(
				estimated.map(({ n, clusters: many }) => ({ n, clusters: many })),
			)
			// no cluster is the own one of two groups, so that they can be added
			expect(counted.reduce((sum, each) => sum + each.ownClusters, 0)).toBeLessThanOrEqual(
				new Set(lines.map(({ cluster }) => cluster)).size,
			)
			expect(counted.every((each) => each.ownClusters <= each.clusters && each.n <= each.size)).toBe(true)
		}),
	)
})
test('all groups combined are the interviews in any group', () => {
	fc.assert(
		fc.property(someLines, (lines) => {
			const inSome = lines.filter(({ group }) => group >= 0)
			const whole = clusterTotals(
				columnsOf(inSome),
				inSome.map(({ score }) => score),
			)
			const found = inOneGroup(totalsOf(lines, 'score'))
			expect([found.groups, found.from, found.cluster, found.n]).toEqual([
				...[1, whole.from, whole.cluster, whole.n],
			])
			for (const column of ['weight', 'sum', 'squares'] as const)
				for (const [row, each] of whole[column].entries()) expect(found[column][row]).toBeCloseTo(each, 8)
		}),
	)
})
test('scaling all weights changes no estimate', () => {
	fc.assert(
		fc.property(someLines, fc.double({ min: 0.001, max: 1e6, noNaN: true }), (lines, factor) => {
			const times = lines.map((line) => ({ ...line, weight: line.weight * factor }))
			expectSame(
				estimateShares(totalsOf(times), strataOfAll(times)),
				estimateShares(totalsOf(lines), strataOfAll(lines)),
			)
			expectSame(
				estimateMeans(totalsOf(times, 'score'), strataOfAll(times)),
				estimateMeans(totalsOf(lines, 'score'), strataOfAll(lines)),
			)
		}),
	)
})
test('splitting groups partitions their members', () => {
	fc.assert(
		fc.property(someLines, (lines) => {
			const inSome = lines.filter(({ group }) => group >= 0)
			const ones = inSome.map(({ yes }) => yes)
			const whole = estimateShares(clusterTotals(columnsOf(inSome), ones), strataOfAll(inSome))[0] as Estimate
			const parts = estimateShares(totalsOf(inSome), strataOfAll(inSome))
			expect(parts.reduce((sum, { n }) => sum + n, 0)).toBe(whole.n)
			const weightOf = (group: number) =>
				inSome
					.filter((line) => line.yes >= 0 && line.group === group)
					.reduce((sum, { weight }) => sum + weight, 0)
			const all = parts.reduce((sum, _, g) => sum + weightOf(g), 0)
			const weighed = parts.reduce((sum, { value }, g) => sum + (value ?? 0) * weightOf(g), 0)
			if (whole.value !== null) expect(weighed / all).toBeCloseTo(whole.value, 10)
		}),
	)
})
test('a group requested alone gives the same result as among others', () => {
	fc.assert(
		fc.property(someLines, (lines) => {
			const alone = clusterTotals(
				columnsOf(lines),
				lines.map(({ yes }) => yes),
				{ group: lines.map(({ group }) => (group === 1 ? 0 : -1)), groups: 1 },
			)
			const strata = strataOfAll(lines)
			const [found] = estimateShares(totalsOf(lines), strata).slice(1, 2)
			if (!found) throw new Error('expected three groups')
			// if all answers are the same, the design effect depends on the other groups
			if (found.deffIs === 'own') expectSame(estimateShares(alone, strata), [found])
			expectSame(estimateMeans(alone, strata), estimateMeans(totalsOf(lines), strata).slice(1, 2))
		}),
	)
})
