import { betaQuantile, tQuantile } from './distributions.ts'

/** Where the truth lies 95 times in 100. */
export interface Interval {
	readonly low: number
	readonly high: number
}

/** Student's t that leaves 2.5 % above it. */
export const t95 = (df: number): number => tQuantile(0.975, df)

/** Of a mean or a difference: value ± t SE. */
export function waldInterval(value: number, se: number, df: number): Interval {
	const half = t95(df) * se
	return { low: value - half, high: value + half }
}

/**
 * Of a share of `n` that need not be a whole number, 0 and 1 among them: Clopper and Pearson 1934 by quantiles of the beta distribution. On the effective size of a
 * sample in clusters it is the interval of Korn and Graubard 1998 (R's `svyciprop(method = "beta")`, Stata's `citype(exact)`).
 */
export function clopperPearsonInterval(share: number, n: number): Interval {
	const [yes, no] = [share * n, (1 - share) * n]
	return {
		low: yes > 0 ? betaQuantile(0.025, yes, no + 1) : 0,
		high: no > 0 ? betaQuantile(0.975, yes + 1, no) : 1,
	}
}
