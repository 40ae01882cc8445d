/** One measured value with its budget. */
export interface Figure {
	readonly label: string
	readonly value: number
	readonly unit: string
	/** Maximum; for a unit `…/s` the minimum. Null: shown for comparison only. */
	readonly budget: number | null
	/** Name and setup of the product that was measured for comparison. */
	readonly peer: string | null
	readonly peerValue: number | null
	readonly within: boolean | null
}

export interface Comparison {
	readonly budget?: number
	readonly peer?: string
	readonly peerValue?: number
}

export function figure(label: string, value: number, unit: string, comparison: Comparison = {}): Figure {
	const { budget = null, peer = null, peerValue = null } = comparison
	const rounded = Number(value.toPrecision(value >= 1000 ? 5 : 3))
	const within = budget === null ? null : isRate(unit) ? value >= budget : value <= budget
	return { label, value: rounded, unit, budget, peer, peerValue, within }
}

/** Returns the `p`-quantile of the values, interpolated linearly. */
export function quantile(values: readonly number[], p: number): number {
	const sorted = [...values].sort((a, b) => a - b)
	const at = (sorted.length - 1) * p
	const low = sorted[Math.floor(at)] ?? Number.NaN
	const high = sorted[Math.ceil(at)] ?? Number.NaN
	return low + (high - low) * (at - Math.floor(at))
}
export const median = (values: readonly number[]): number => quantile(values, 0.5)

const isRate = (unit: string): boolean => unit.endsWith('/s')

/**
 * Returns by how much a value is worse than before, as a share of the old value; negative if it is better.
 */
export const worseBy = ({ value, unit }: Pick<Figure, 'value' | 'unit'>, was: number): number =>
	isRate(unit) ? was / value - 1 : value / was - 1

/** Share from which a worse value is reported. */
const muchWorse = 0.25

/** Returns a value as a line of text. `was`: the committed value. */
export function lineOf(
	{ label, value, unit, budget, peer, peerValue, within }: Figure,
	was?: number,
): string {
	const mark = within === null ? '    ' : within ? 'ok  ' : 'OVER'
	const atLeast = isRate(unit) ? 'at least' : 'at most'
	const worse = was === undefined ? 0 : worseBy({ value, unit }, was)
	const remarks = [
		budget === null ? null : `${atLeast} ${budget}`,
		peer === null ? null : `${peer}: ${peerValue}`,
		worse > muchWorse ? `WORSE by ${Math.round(worse * 100)} % than ${was}` : null,
	].filter((part) => part !== null)
	return `  ${mark} ${label}: ${value} ${unit}${remarks.length > 0 ? `  (${remarks.join('; ')})` : ''}`
}
