import { type Interval, waldInterval } from '#shared/statistics/intervals'

/**
 * Logit interval of a share strictly between 0 and 1: the Wald interval on ln(p / (1 − p)), transformed back,
 * as `svyciprop` of R's survey does by default.
 */
export function logitInterval(share: number, se: number, df: number): Interval {
	const { low, high } = waldInterval(Math.log(share / (1 - share)), se / (share * (1 - share)), df)
	const back = (x: number) => 1 / (1 + Math.exp(-x))
	return { low: back(low), high: back(high) }
}
