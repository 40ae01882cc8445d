import { betaQuantile, tQuantile } from './distributions.ts'

/** 95% confidence interval. */
export interface Interval {
	readonly low: number
	readonly high: number
}

/** Returns the 97.5% quantile of Student's t. */
export const t95 = (df: number): number => tQuantile(0.975, df)

/** Wald interval of a mean or a difference: value ± t × SE. */
export function waldInterval(value: number, se: number, df: number): Interval {
	const half = t95(df) * se
	return { low: value - half, high: value + half }
}

/**
 * Clopper and Pearson interval (1934) of a share, 0 and 1 included, by quantiles of the beta distribution;
 * `n` need not be a whole number. On the effective size of a cluster sample it is the interval of Korn and
 * Graubard 1998 (R's `svyciprop(method = "beta")`, Stata's `citype(exact)`).
 */
export function clopperPearsonInterval(share: number, n: number): Interval {
	const [yes, no] = [share * n, (1 - share) * n]
	return {
		low: yes > 0 ? betaQuantile(0.025, yes, no + 1) : 0,
		high: no > 0 ? betaQuantile(0.975, yes + 1, no) : 1,
	}
}
