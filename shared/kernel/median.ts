/** Returns the median of at least one value; of an even number, the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
	const sorted = Float64Array.from(values).sort()
	const [below, above] = [sorted[(sorted.length - 1) >> 1] as number, sorted[sorted.length >> 1] as number]
	return (below + above) / 2
}
