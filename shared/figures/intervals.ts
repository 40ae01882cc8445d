import { tQuantile, z975 } from './distributions.ts'

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

/** Of a share of `n` that need not be a whole number, 0 and 1 among them: Wilson 1927; Brown, Cai and DasGupta 2001. */
export function wilsonInterval(share: number, n: number): Interval {
	const square = z975 ** 2 / n
	const middle = (share + square / 2) / (1 + square)
	const half = Math.sqrt(square * share * (1 - share) + square ** 2 / 4) / (1 + square)
	return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
