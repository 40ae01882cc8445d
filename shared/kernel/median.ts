/** The middle one of at least one value; of two in the middle what lies between them. */
export function medianOf(values: readonly number[]): number {
	const sorted = Float64Array.from(values).sort()
	const [below, above] = [sorted[(sorted.length - 1) >> 1] as number, sorted[sorted.length >> 1] as number]
	return (below + above) / 2
}
