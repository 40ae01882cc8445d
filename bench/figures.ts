/** One measured figure beside what it is held to. */
export interface Figure {
	readonly what: string
	readonly value: number
	readonly unit: string
	/** The most it may be; for a unit `…/s` the least. Null: shown for comparison only. */
	readonly budget: number | null
	/** Who else was measured, and on what. */
	readonly peer: string | null
	readonly peerValue: number | null
	readonly within: boolean | null
}

export interface Held {
	readonly budget?: number
	readonly peer?: string
	readonly peerValue?: number
}

export function figure(what: string, value: number, unit: string, held: Held = {}): Figure {
	const { budget = null, peer = null, peerValue = null } = held
	const rounded = Number(value.toPrecision(value >= 1000 ? 5 : 3))
	const within = budget === null ? null : unit.endsWith('/s') ? value >= budget : value <= budget
	return { what, value: rounded, unit, budget, peer, peerValue, within }
}

/** The value below which the share `p` of the values lies; linear between neighbours. */
export function quantile(values: readonly number[], p: number): number {
	const sorted = [...values].sort((a, b) => a - b)
	const at = (sorted.length - 1) * p
	const low = sorted[Math.floor(at)] ?? Number.NaN
	const high = sorted[Math.ceil(at)] ?? Number.NaN
	return low + (high - low) * (at - Math.floor(at))
}
export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** For people: a line a figure. */
export function describe({ what, value, unit, budget, peer, peerValue, within }: Figure): string {
	const mark = within === null ? '    ' : within ? 'ok  ' : 'OVER'
	const atLeast = unit.endsWith('/s') ? 'at least' : 'at most'
	const held = [
		budget === null ? null : `${atLeast} ${budget}`,
		peer === null ? null : `${peer}: ${peerValue}`,
	].filter((part) => part !== null)
	return `  ${mark} ${what}: ${value} ${unit}${held.length > 0 ? `  (${held.join('; ')})` : ''}`
}
