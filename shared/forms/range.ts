/** The line of a range question; XLSForm's own numbers where a form gives none. */
export const rangeOf = (parameters: Readonly<Record<string, string>> = {}) => ({
	start: Number(parameters.start ?? 1),
	end: Number(parameters.end ?? 10),
	step: Number(parameters.step ?? 1),
})

/** A place on the line of a range question. */
export interface RangeMark {
	readonly value: number
	readonly hasTick: boolean
	/** What the value means, or the number itself, is to be read there. */
	readonly isNamed: boolean
}

export interface RangeScale {
	readonly low: number
	/** The last value that the steps reach: the line ends there. */
	readonly high: number
	readonly step: number
	/** Every value where something stands, and what keeps those evenly spread from `low` to `high`. */
	readonly marks: readonly RangeMark[]
}

/** More ticks than this on the width of a phone are a grey band; a form that wants them says so with `tick_interval`. */
const mostTicks = 21
const mostMarks = 101
const mostOffered = 500
/** Numbers that have room beside each other. */
const mostNumbers = 7

/** What is drawn along the line: ticks at every step or as the form says, and where something is written. */
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
	const drawsTicks = !/no-ticks/.test(appearance) && (interval !== null || last < mostTicks)
	const ticks = Math.floor(last / tickEvery) + 1
	const showsNumbers = labelled.size === 0 && interval !== null && drawsTicks && ticks <= mostNumbers
	// steps between the ticks are left out where that leaves the places evenly spread
	const every = drawsTicks && last % tickEvery === 0 ? tickEvery : 1
	const places =
		last / every < mostMarks ? Array.from({ length: last / every + 1 }, (_, at) => at * every) : [0, last]
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

/** So many steps from the lower end, without what adding up makes of decimals. */
function valueAt(index: number, low: number, step: number): number {
	const decimals = Math.max(...[low, step].map((value) => String(value).split('.')[1]?.length ?? 0))
	return Number((low + index * step).toFixed(decimals))
}

/** The values to choose among where they are offered one by one; null where that would be too many. */
export function rangeValues(parameters: Readonly<Record<string, string>> | undefined): number[] | null {
	const { low, high, step } = rangeScale(parameters, '', new Set())
	const count = Math.round((high - low) / step) + 1
	return count > mostOffered ? null : Array.from({ length: count }, (_, index) => valueAt(index, low, step))
}
