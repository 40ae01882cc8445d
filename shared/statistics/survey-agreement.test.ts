import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { logitInterval } from '#shared/testing/logit-interval'
import {
	agreedSamples,
	agreedSamplesCsv,
	type RandomSample,
	type SyntheticSampleLine,
} from '#shared/testing/random-sample'
import { folderOf, testWith } from '../../tests/helpers/reader.ts'
import {
	adjustForMany,
	type EstimateDifference,
	estimateIndicatorDifferences,
	estimateRoundDifferences,
} from './change.ts'
import { clusterTotals, computeStrata, type Domain, type InterviewColumns } from './cluster-totals.ts'
import { type Estimate, estimateMeans, estimateShares } from './estimate.ts'
import { testIndependence } from './independence.ts'
import { waldInterval } from './intervals.ts'
import { joinRounds, type RoundTotals } from './join-rounds.ts'

const groups = ['all', '0', '1', '2']

/**
 * Computes all estimates of a sample, by the names in the R script. Those that only we define (of shares of 0
 * and 1) are left out.
 */
function computeEstimates({ stratum, district, lines, sameClusters }: RandomSample): Map<string, number> {
	const results = new Map<string, number>()
	const addResults = (name: string, values: Record<string, number | null | undefined>) => {
		for (const [what, value] of Object.entries(values))
			if (value !== null && value !== undefined) results.set(`${name} ${what}`, value)
	}
	const figureOf = (
		own: readonly SyntheticSampleLine[],
		y: (line: SyntheticSampleLine) => number,
		domain?: Domain,
	): RoundTotals => {
		const interviews: InterviewColumns = {
			cluster: own.map(({ cluster }) => cluster),
			weight: own.map(({ weight }) => weight),
			clusters: stratum.length,
		}
		return {
			totals: clusterTotals(
				interviews,
				own.map((line) => (y(line) < 0 ? Number.NaN : y(line))),
				domain,
			),
			strata: computeStrata(interviews, { stratum, district }),
		}
	}
	const rounds = [0, 1].map((round) => lines.filter((line) => line.round === round)) as [
		SyntheticSampleLine[],
		SyntheticSampleLine[],
	]
	const domainOf = (group: string, own: readonly SyntheticSampleLine[]): Domain => ({
		group: own.map((line) => (group === 'all' || line.group === Number(group) ? 0 : -1)),
		groups: 1,
	})
	const scoreChanges: EstimateDifference[] = []
	for (const group of groups) {
		const figures = (y: 'yes' | 'decoy' | 'score') =>
			rounds.map((own) => figureOf(own, (line) => line[y], domainOf(group, own))) as [
				RoundTotals,
				RoundTotals,
			]
		const [[yes, yesAfter], [score, scoreAfter], [decoy]] = [
			figures('yes'),
			figures('score'),
			figures('decoy'),
		]
		const share = first(estimateShares(yes.totals, yes.strata))
		addResults(`share ${group}`, estimateFields(share))
		const { value, se, df } = share
		if (share.deffIs === 'own' && share.interval !== null && value !== null && se !== null)
			addResults(`share ${group}`, {
				...limits('wald', waldInterval(value, se, df)),
				...(df > 1 && limits('logit', logitInterval(value, se, df))),
				...limits('exact', share.interval),
			})
		const mean = first(estimateMeans(score.totals, score.strata))
		addResults(`mean ${group}`, {
			...estimateFields(mean),
			...(mean.interval && limits('wald', mean.interval)),
		})
		addResults(
			`change of yes ${group}`,
			differenceFields(first(estimateRoundDifferences(yes, yesAfter, { sameClusters }))),
		)
		const scoreChange = first(
			estimateRoundDifferences(score, scoreAfter, { sameClusters, estimate: estimateMeans }),
		)
		scoreChanges.push(scoreChange)
		addResults(`change of score ${group}`, differenceFields(scoreChange))
		addResults(
			`above decoy ${group}`,
			differenceFields(first(estimateIndicatorDifferences(decoy.totals, yes.totals, yes.strata))),
		)
	}
	const ps = scoreChanges.flatMap(({ p }) => p ?? [])
	addResults('adjusted', Object.fromEntries(adjustForMany(ps).entries()))
	const table = (
		own: readonly SyntheticSampleLine[],
		row: (line: SyntheticSampleLine) => number,
		rows: number,
	) =>
		figureOf(own, ({ category }) => category, {
			group: own.map((line) => (row(line) < 0 ? -1 : row(line) * 4 + line.category)),
			groups: rows * 4,
		})
	const byRound = joinRounds(
		...(rounds.map((own) => table(own, () => 0, 1)) as [RoundTotals, RoundTotals]),
		sameClusters,
	)
	addResults('rounds', { ...testIndependence(byRound.totals, byRound.strata, 4) })
	const byGroup = table(rounds[0], ({ group }) => group, 3)
	addResults('groups', { ...testIndependence(byGroup.totals, byGroup.strata, 4) })
	return results
}

const first = <Item>(items: readonly Item[]): Item => items[0] as Item
const limits = (name: string, { low, high }: { low: number; high: number }) => ({
	[`${name} low`]: low,
	[`${name} high`]: high,
})
const estimateFields = ({ n, value, se, df, deff, deffIs }: Estimate) => ({
	n,
	value,
	se,
	...(n > 0 && { df }),
	...(deffIs === 'own' && { deff }),
})
const differenceFields = ({ value, se, df, interval, p, from, to }: EstimateDifference) =>
	from.deffIs === 'own' && to.deffIs === 'own'
		? { value, se, df, p, ...interval }
		: { value, ...(value !== null && { df }) }

/** Throws a list of the values of the first `count` samples that differ by more than a millionth. */
function expectAgreement(csv: string, count: number): void {
	const [, ...rows] = csv.trim().split('\n')
	const theirs = rows.map((row) => row.split(',') as [string, string, string])
	expect(theirs.length).toBeGreaterThan(140 * count)
	const ours = new Map(
		[...agreedSamples].slice(0, count).map(([seed, sample]) => [String(seed), computeEstimates(sample)]),
	)
	const differ = theirs.flatMap(([seed, figure, value]) => {
		const own = ours.get(seed)?.get(figure)
		const most = 1e-6 * Math.max(1, Math.abs(Number(value)))
		return own !== undefined && Math.abs(own - Number(value)) <= most ? [] : [{ seed, figure, value, own }]
	})
	expect(differ).toEqual([])
	const expected = new Set(theirs.map(([seed, figure]) => `${seed} ${figure}`))
	const more = [...ours].flatMap(([seed, results]) =>
		[...results.keys()].filter((figure) => !expected.has(`${seed} ${figure}`)),
	)
	expect(more).toEqual([])
}

test('results equal those of R’s survey package for 100 stored random samples', () => {
	expectAgreement(readFileSync(new URL('survey-agreement.csv', import.meta.url), 'utf8'), agreedSamples.size)
})
/** R takes a quarter of a second for each; `npm run test:long` computes all of them. */
const installedSamples = Number(process.env.ZILA_SURVEY_SAMPLES ?? 12)
testWith('survey')('and those of the installed survey package', { timeout: 240_000 }, () => {
	const folder = folderOf([['samples.csv', new TextEncoder().encode(agreedSamplesCsv(installedSamples))]])
	const script = fileURLToPath(new URL('reference-estimates.R', import.meta.url))
	const csv = execFileSync('Rscript', ['--vanilla', script, join(folder, 'samples.csv')], {
		encoding: 'utf8',
		maxBuffer: 1 << 26,
		stdio: 'pipe',
	})
	expectAgreement(csv, installedSamples)
})
