import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clusterTotals, type Domain, type Lines, strataOfLines } from './cluster-totals.ts'
import { type Estimate, estimateShares } from './estimate.ts'
import { logitInterval, t95, waldInterval } from './intervals.ts'

/** 66 made-up interviews, and what others have reckoned from them (among them R's survey). */
const vector = JSON.parse(readFileSync(new URL('survey-vector.json', import.meta.url), 'utf8')) as {
	rows: { stratum: string; cluster: string; gender: string; heard: string; w: number }[]
	expected: Record<
		'all' | 'domain_female' | 'stratum_D1',
		Record<'n' | 'p' | 'se' | 'var' | 'df' | 'deff' | 't975' | 'n_eff_df_adjusted', number> &
			Record<'ci_wald_t' | 'ci_logit_t' | 'ci_wilson_neff_df', [number, number]>
	>
}

describe('the vector of the methods', () => {
	const { rows, expected } = vector
	const named = (names: readonly string[]) => [...new Set(names)]
	const clusters = named(rows.map(({ cluster }) => cluster))
	const strata = named(rows.map(({ stratum }) => stratum))
	const lines: Lines = {
		cluster: rows.map(({ cluster }) => clusters.indexOf(cluster)),
		weight: rows.map(({ w }) => w),
		clusters: clusters.length,
	}
	const heard = rows.map((row) => (row.heard === 'yes' ? 1 : 0))
	const firstOf = (domain?: Domain): Estimate =>
		estimateShares(
			clusterTotals(lines, heard, domain),
			strataOfLines(lines, { stratum: clusters.map((name) => strata.indexOf(name.slice(0, 2))) }),
		)[0] as Estimate
	const only = (is: (row: (typeof rows)[number]) => boolean): Domain => ({
		group: rows.map((row) => (is(row) ? 0 : -1)),
		groups: 1,
	})

	test.each([
		['all', firstOf()],
		['domain_female', firstOf(only(({ gender }) => gender === 'female'))],
		['stratum_D1', firstOf(only(({ stratum }) => stratum === 'D1'))],
	] as const)('%s comes out as others reckoned it', (name, found) => {
		const asked = expected[name]
		const { n, value, se, df, deff, effective, interval } = found
		if (value === null || se === null || interval === null) throw new Error('nothing was reckoned')
		const intervals = [waldInterval(value, se, df), logitInterval(value, se, df), interval]
		const ours = [
			n,
			value,
			se,
			se ** 2,
			df,
			deff,
			t95(df),
			effective,
			...intervals.flatMap(({ low, high }) => [low, high]),
		]
		const theirs = [
			...[asked.n, asked.p, asked.se, asked.var, asked.df, asked.deff, asked.t975, asked.n_eff_df_adjusted],
			...[asked.ci_wald_t, asked.ci_logit_t, asked.ci_wilson_neff_df].flat(),
		]
		expect(ours.length).toBe(theirs.length)
		for (const [i, each] of theirs.entries()) expect(ours[i]).toBeCloseTo(each, 9)
	})
})
