/** Returns the scale of a range question; XLSForm's own numbers for a form without any. */
export const rangeOf = (parameters: Readonly<Record<string, string>> = {}) => ({
	start: Number(parameters.start ?? 1),
	end: Number(parameters.end ?? 10),
	step: Number(parameters.step ?? 1),
})

/** A position on the scale of a range question. */
export interface RangeMark {
	readonly value: number
	readonly hasTick: boolean
	/** True if the value's label, or the number itself, is shown there. */
	readonly isNamed: boolean
}

export interface RangeScale {
	readonly low: number
	/** Last value that the steps reach: the scale ends there. */
	readonly high: number
	readonly step: number
	/** Every value with a tick or a text, and those that spread them evenly from `low` to `high`. */
	readonly marks: readonly RangeMark[]
}

/**
 * Maximum ticks: more on the width of a phone are a grey band; a form that wants them uses `tick_interval`.
 */
const maxTicks = 21
const maxMarks = 101
const maxOffered = 500
/** Maximum numbers that fit next to each other. */
const maxNumbers = 7

/** Returns the marks along the scale: ticks at every step or as the form says, and the values with a text. */
export function rangeScale(
	parameters: Readonly<Record<string, string>> | undefined,
	appearance: string,
	labelled: ReadonlySet<number>,
): RangeScale {
	const { start, end, step: written } = rangeOf(parameters)
	const [low, step] = [Math.min(start, end), Math.abs(written)]
	const last = Math.floor((Math.max(start, end) - low) / step + 1e-9)
	const interval = parameters?.tick_interval === undefined ? null : Math.abs(Number(parameters.tick_interval))
	const tickEvery = interval === null ? 1 : Math.round(interval / step)
	const drawsTicks = !/no-ticks/.test(appearance) && (interval !== null || last < maxTicks)
	const ticks = Math.floor(last / tickEvery) + 1
	const showsNumbers = labelled.size === 0 && interval !== null && drawsTicks && ticks <= maxNumbers
	// steps between the ticks are left out where the positions stay evenly spread
	const every = drawsTicks && last % tickEvery === 0 ? tickEvery : 1
	const places =
		last / every < maxMarks ? Array.from({ length: last / every + 1 }, (_, at) => at * every) : [0, last]
	return {
		low,
		high: valueAt(last, low, step),
		step,
		marks: places.map((index) => {
			const value = valueAt(index, low, step)
			const hasTick = drawsTicks && index % tickEvery === 0
			const isEnd = index === 0 || index === last
			return { value, hasTick, isNamed: isEnd || labelled.has(value) || (showsNumbers && hasTick) }
		}),
	}
}

/** Value at this number of steps from the lower end, without the errors of adding up decimals. */
function valueAt(index: number, low: number, step: number): number {
	const decimals = Math.max(...[low, step].map((value) => String(value).split('.')[1]?.length ?? 0))
	return Number((low + index * step).toFixed(decimals))
}

/** Returns the values of a range that is offered as choices; null if there are too many. */
export function rangeValues(parameters: Readonly<Record<string, string>> | undefined): number[] | null {
	const { low, high, step } = rangeScale(parameters, '', new Set())
	const count = Math.round((high - low) / step) + 1
	return count > maxOffered ? null : Array.from({ length: count }, (_, index) => valueAt(index, low, step))
}
