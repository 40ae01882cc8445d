import { beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { cellName, coverageCells, missedShare } from '#shared/testing/interval-coverage'
import {
	changed,
	drawClusters,
	interviewIn,
	type KnownCountry,
	type KnownRound,
	knownCountry,
} from '#shared/testing/synthetic-country'
import {
	type EstimateDifference,
	estimateRoundDifferences,
	type JudgedChange,
	judgeChanges,
} from './change.ts'
import { clusterTotals, computeStrata } from './cluster-totals.ts'
import { type Estimate, estimateShares } from './estimate.ts'
import type { Interval } from './intervals.ts'
import type { RoundTotals } from './join-rounds.ts'
import { computeWeights } from './weights.ts'

/** Two indicators that stay, and two that change by `points`. */
const shares = [0.55, 0.05, 0.6, 0.09]
const points = [0, 0, 0.12, 0.1]
const districts = 4

/** Totals of each indicator of a round by district, and of all districts together. */
function figuresOf(round: KnownRound): RoundTotals[] {
	const { weight } = computeWeights(round, 'people-of-the-districts')
	const lines = { cluster: round.cluster, weight, clusters: round.clusters.length }
	const strata = computeStrata(lines, { stratum: round.clusters.map((_, c) => Math.floor(c / 20)) })
	const group = Array.from(round.cell, (cell) => cell >> 1)
	return round.answers.flatMap((y) => [
		{ totals: clusterTotals(lines, y, { group, groups: districts }), strata },
		{ totals: clusterTotals(lines, y), strata },
	])
}

/** True values in the order of `figuresOf`. */
const truthOf = ({ truth, people }: KnownCountry): (readonly number[])[] => {
	const all = people.reduce((sum, each) => sum + each, 0)
	return truth.flatMap((by) => [by, [by.reduce((sum, each, d) => sum + (each * (people[d] ?? 0)) / all, 0)]])
}

type WithTruth<Found> = readonly [found: Found, truth: number]

/**
 * Simulates 400 pairs of rounds: returns all estimates and differences with the true values. The differences
 * of a pair of rounds are adjacent.
 */
function runPairs(sameClusters: boolean): {
	estimates: WithTruth<Estimate>[]
	pairs: WithTruth<EstimateDifference>[][]
} {
	const random = seededRandom(sameClusters ? 2 : 1)
	const before = knownCountry(random, shares, districts)
	const after = changed(before, points)
	const [was, is] = [truthOf(before), truthOf(after)]
	const estimates: WithTruth<Estimate>[] = []
	const pairs = Array.from({ length: 400 }, () => {
		const drawn = drawClusters(random, before)
		const first = figuresOf(interviewIn(random, before, drawn))
		const again = sameClusters ? drawn : drawClusters(random, after)
		const second = figuresOf(interviewIn(random, after, again))
		return first.flatMap((figure, i) => {
			const [other, a, b] = [second[i] as RoundTotals, was[i] ?? [], is[i] ?? []]
			for (const [{ totals, strata }, truth] of [[figure, a] as const, [other, b] as const])
				estimates.push(...estimateShares(totals, strata).map((each, g) => [each, truth[g] ?? 0] as const))
			return estimateRoundDifferences(figure, other, { sameClusters }).map(
				(each, g): WithTruth<EstimateDifference> => [each, (b[g] ?? 0) - (a[g] ?? 0)],
			)
		})
	})
	return { estimates, pairs }
}

function coverageOf(all: readonly WithTruth<{ readonly interval: Interval | null }>[]): number {
	const held = all.filter(
		([{ interval }, truth]) => interval && interval.low <= truth && truth <= interval.high,
	)
	return held.length / all.length
}
describe.each([
	['in new clusters', false],
	['in the same clusters', true],
])('simulated rounds with a known truth, the second %s', (_, sameClusters) => {
	let estimates: WithTruth<Estimate>[]
	let judged: WithTruth<JudgedChange>[]
	beforeAll(() => {
		const found = runPairs(sameClusters)
		estimates = found.estimates
		judged = found.pairs.flatMap((pair) =>
			judgeChanges(pair.map(([difference]) => difference)).map(
				(each, i): WithTruth<JudgedChange> => [each, pair[i]?.[1] ?? 0],
			),
		)
	}, 60_000)
	const callsOf = (all: readonly WithTruth<JudgedChange>[]) =>
		all.filter(([{ verdict }]) => verdict === 'change').length
	const unchanged = () => judged.filter(([, truth]) => Math.abs(truth) < 1e-9)

	test('an interval covers the truth 93 to 97 times in a hundred, for shares and differences', () => {
		expect([estimates.length, judged.length]).toEqual([16_000, 8000])
		for (const held of [coverageOf(estimates), coverageOf(judged)]) {
			expect(held).toBeGreaterThan(0.93)
			expect(held).toBeLessThan(0.97)
		}
	})
	test('an unchanged estimate is reported as a change less than 5 times in a hundred; without correction 5 times', () => {
		expect(callsOf(unchanged()) / unchanged().length).toBeLessThan(0.05)
		const alone = unchanged().filter(([{ p }]) => (p ?? 1) <= 0.05).length / unchanged().length
		expect(alone).toBeGreaterThan(0.04)
		expect(alone).toBeLessThan(0.06)
	})
	test('of the reported changes less than 5 in a hundred are false, and more than half of the true changes are found', () => {
		expect(callsOf(unchanged()) / callsOf(judged)).toBeLessThan(0.05)
		const changes = judged.length - unchanged().length
		expect((callsOf(judged) - callsOf(unchanged())) / changes).toBeGreaterThan(0.5)
	})
})

describe('coverage of the interval of a district, by share, intra-cluster correlation, and weights', () => {
	// 400 intervals of each: with a true rate of 8 of 100, chance adds 3 of 100 (binomial, 2 standard errors)
	test.each(coverageCells.map((cell) => [cellName(cell), cell] as const))(
		'%s: at most 8 of 100 miss, 10 with weights as different as 1, and 3 by chance',
		(_, cell) => {
			const missed = missedShare(cell, 40, seededRandom(8))
			expect(missed).toBeLessThan(cell.weightSpread < 1 ? 0.11 : 0.13)
		},
	)
})
