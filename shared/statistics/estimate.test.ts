import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { logitInterval } from '#shared/testing/logit-interval'
import { clusterTotals, computeStrata, type Domain, type InterviewColumns } from './cluster-totals.ts'
import { type Estimate, estimateMeans, estimateShares } from './estimate.ts'
import { clopperPearsonInterval, t95, waldInterval } from './intervals.ts'

/** 66 synthetic interviews, and estimates that others computed from them (R's survey among them). */
const vector = JSON.parse(readFileSync(new URL('survey-vector.json', import.meta.url), 'utf8')) as {
	rows: { stratum: string; cluster: string; gender: string; heard: string; w: number }[]
	expected: Record<
		'all' | 'domain_female' | 'stratum_D1',
		Record<'n' | 'p' | 'se' | 'var' | 'df' | 'deff' | 't975', number> &
			Record<'ci_wald_t' | 'ci_logit_t', [number, number]>
	>
}

describe('the test vector of the methods', () => {
	const { rows, expected } = vector
	const distinct = (names: readonly string[]) => [...new Set(names)]
	const clusters = distinct(rows.map(({ cluster }) => cluster))
	const strata = distinct(rows.map(({ stratum }) => stratum))
	const lines: InterviewColumns = {
		cluster: rows.map(({ cluster }) => clusters.indexOf(cluster)),
		weight: rows.map(({ w }) => w),
		clusters: clusters.length,
	}
	const heard = rows.map((row) => (row.heard === 'yes' ? 1 : 0))
	const firstOf = (domain?: Domain): Estimate =>
		estimateShares(
			clusterTotals(lines, heard, domain),
			computeStrata(lines, { stratum: clusters.map((name) => strata.indexOf(name.slice(0, 2))) }),
		)[0] as Estimate
	const only = (is: (row: (typeof rows)[number]) => boolean): Domain => ({
		group: rows.map((row) => (is(row) ? 0 : -1)),
		groups: 1,
	})

	test.each([
		['all', firstOf()],
		['domain_female', firstOf(only(({ gender }) => gender === 'female'))],
		['stratum_D1', firstOf(only(({ stratum }) => stratum === 'D1'))],
	] as const)('%s matches the independent calculation', (name, found) => {
		const reference = expected[name]
		const { n, value, se, df, deff } = found
		if (value === null || se === null) throw new Error('nothing was estimated')
		const intervals = [waldInterval(value, se, df), logitInterval(value, se, df)]
		const ours = [
			n,
			value,
			se,
			se ** 2,
			df,
			deff,
			t95(df),
			...intervals.flatMap(({ low, high }) => [low, high]),
		]
		const theirs = [
			...[
				reference.n,
				reference.p,
				reference.se,
				reference.var,
				reference.df,
				reference.deff,
				reference.t975,
			],
			...[reference.ci_wald_t, reference.ci_logit_t].flat(),
		]
		expect(ours.length).toBe(theirs.length)
		for (const [i, each] of theirs.entries()) expect(ours[i]).toBeCloseTo(each, 9)
	})
})

describe('remarks on an estimate', () => {
	/** Estimates the share for clusters with their number of yes, of interviews, and their stratum. */
	const sharesOf = (
		clusters: readonly (readonly [yes: number, of: number, stratum?: number])[],
		/** Group of each cluster; the first one's estimate is returned. */
		groups: readonly number[] = [],
	): Estimate => {
		const cluster = clusters.flatMap(([, of], c) => Array<number>(of).fill(c))
		const lines: InterviewColumns = { cluster, weight: cluster.map(() => 1), clusters: clusters.length }
		const y = clusters.flatMap(([yes, of]) => Array.from({ length: of }, (_, i) => (i < yes ? 1 : 0)))
		const strata = computeStrata(lines, { stratum: clusters.map(([, , h]) => h ?? 0) })
		const domain = { group: cluster.map((c) => groups[c] ?? 0), groups: 1 + Math.max(0, ...groups) }
		return estimateShares(clusterTotals(lines, y, domain), strata)[0] as Estimate
	}
	const ten = (yes: number, of: number) => Array.from({ length: 10 }, () => [yes, of] as const)

	test('too few below 30 interviews or 5 clusters', () => {
		const many = Array.from({ length: 4 }, (_, c) => [c + 2, 8] as const)
		expect(sharesOf(many)).toMatchObject({ n: 32, clusters: 4, isTooFew: true })
		expect(sharesOf([...many, [3, 8]])).toMatchObject({ n: 40, clusters: 5, isTooFew: false })
		const small = Array.from({ length: 5 }, (_, c) => [c % 3, 5] as const)
		expect(sharesOf(small)).toMatchObject({ n: 25, isTooFew: true })
		expect(sharesOf([...small, [1, 5]])).toMatchObject({ n: 30, isTooFew: false })
	})
	test('no cluster or a single one gives no precision', () => {
		expect(sharesOf([])).toMatchObject({ n: 0, value: null, se: null, interval: null, isTooFew: true })
		expect(sharesOf([[20, 40]])).toMatchObject({
			value: 0.5,
			se: null,
			deff: null,
			interval: null,
			isTooFew: true,
		})
	})
	test('wide when more than ten points on either side', () => {
		expect(sharesOf(ten(4, 10))).toMatchObject({ isWide: false })
		const dispersed = Array.from({ length: 10 }, (_, c) => [c % 2 === 0 ? 7 : 1, 10] as const)
		const found = sharesOf(dispersed)
		expect(found).toMatchObject({ value: 0.4, isWide: true })
		expect(found.halfWidth).toBeCloseTo(((found.interval?.high ?? 0) - (found.interval?.low ?? 0)) / 2, 12)
	})
	test('clusters more similar than by chance never make an estimate more precise than a simple random sample', () => {
		const found = sharesOf(ten(4, 10))
		expect(found).toMatchObject({ deff: 0, effective: 100 })
		// binom.test(40, 100) in R
		expect(found.interval?.low).toBeCloseTo(0.3032948, 7)
		expect(found.interval?.high).toBeCloseTo(0.5027908, 7)
	})
	test('a share of zero or one has the design effect of all groups together, else 1, and is marked so', () => {
		const factor = (t95(99) / t95(9)) ** 2
		const none = sharesOf(ten(0, 10))
		expect(none).toMatchObject({ value: 0, se: 0, deff: 1, deffIs: 'assumed' })
		expect(none.effective).toBeCloseTo(100 * factor, 9)
		expect(none.interval?.low).toBe(0)
		// with 0 of n the upper limit is the share at which no yes has a probability of 2.5 %
		expect(none.interval?.high).toBeCloseTo(1 - 0.025 ** (1 / (100 * factor)), 9)
		const dispersed = Array.from({ length: 10 }, (_, c) => [c % 2 === 0 ? 9 : 1, 10] as const)
		const [first, second] = [Array<number>(10).fill(0), Array<number>(10).fill(1)]
		const all = sharesOf([...ten(10, 10), ...dispersed])
		expect(all.deff).toBeGreaterThan(2)
		const every = sharesOf([...ten(10, 10), ...dispersed], [...first, ...second])
		expect(every).toMatchObject({ value: 1, deff: all.deff, deffIs: 'neighbour', interval: { high: 1 } })
		expect(every.effective).toBeCloseTo((100 / (all.deff ?? 0)) * factor, 9)
		// clusters that are more alike than by chance do not make it more precise
		const similar = sharesOf([...ten(0, 10), ...ten(4, 10)], [...first, ...second])
		expect(sharesOf([...ten(0, 4), ...ten(1, 4)], [...first, ...second]).deffIs).toBe('assumed')
		expect(similar.deffIs).toBe('neighbour')
		expect(sharesOf([...dispersed, ...ten(10, 10)], [...first, ...second])).toMatchObject({ deffIs: 'own' })
	})
	test('a merged stratum of one cluster is reported where it has members', () => {
		const strata = [
			[1, 6, 0],
			[3, 6, 0],
			[2, 6, 1],
			[5, 6, 2],
			[3, 6, 2],
			[1, 6, 3],
			[2, 6, 3],
		] as const
		expect(sharesOf(strata)).toMatchObject({ df: 4, isMerged: true })
		expect(sharesOf(strata.filter(([, , h]) => h !== 1))).toMatchObject({ df: 3, isMerged: false })
	})
	test('a mean has the interval of its own spread, and none where all values are equal', () => {
		const meansOf = (y: readonly number[], weight: (i: number) => number = () => 2) => {
			const lines: InterviewColumns = {
				cluster: y.map((_, i) => i % 10),
				weight: y.map((_, i) => weight(i)),
				clusters: 10,
			}
			const strata = computeStrata(lines, { stratum: Array(10).fill(0) })
			return estimateMeans(clusterTotals(lines, y), strata)[0] as Estimate
		}
		// cluster means are 0 to 9: their mean is 4.5, its variance 55 / 6 / 10
		const found = meansOf(Array.from({ length: 50 }, (_, i) => i % 10))
		expect(found).toMatchObject({ n: 50, value: 4.5, df: 9, isWide: false, isTooFew: false })
		expect(found.se).toBeCloseTo(Math.sqrt(55 / 60), 12)
		expect(found.halfWidth).toBeCloseTo(t95(9) * Math.sqrt(55 / 60), 12)
		const same = meansOf(Array(50).fill(0.7), (i) => 0.1 + 1 / (1 + i))
		expect(same).toMatchObject({ se: 0, deff: null, interval: null, isTooFew: true })
	})
})

test('no interval of a share ends below 0 or above 1, or excludes the share', () => {
	const someShare = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }))
	fc.assert(
		fc.property(someShare, fc.double({ min: 1, max: 1e5, noNaN: true }), (share, n) => {
			const { low, high } = clopperPearsonInterval(share, n)
			expect(low).toBeGreaterThanOrEqual(0)
			expect(low).toBeLessThanOrEqual(share + 1e-12)
			expect(high).toBeGreaterThanOrEqual(share - 1e-12)
			expect(high).toBeLessThanOrEqual(1)
		}),
		{ numRuns: 2000 },
	)
})
