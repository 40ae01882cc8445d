/** A set of people with a published or hidden value: the numbers of the kinds of people in it. */
export type KindSet = readonly number[]

/** An odd prime; products of two smaller numbers are exact in a double. */
const prime = 67_108_859

/**
 * Returns the sets that can be computed from the published ones by addition and subtraction: those that are a
 * linear combination of them. By elimination modulo a prime over random projections of the kinds (Freivalds
 * 1977), so that thousands of kinds fit: a set that can be computed is always found, one that cannot is
 * reported with a probability of about 1 in 10⁷.
 */
export function solvedSets(
	published: readonly KindSet[],
	targets: readonly KindSet[],
	random: () => number,
): number[] {
	const width = published.length + 2
	const projections = new Map<number, Float64Array>()
	const projected = (set: KindSet): Float64Array => {
		const row = new Float64Array(width)
		for (const kind of set) {
			let own = projections.get(kind)
			if (!own) {
				own = Float64Array.from({ length: width }, () => Math.floor(random() * prime))
				projections.set(kind, own)
			}
			for (let i = 0; i < width; i++) row[i] = (row[i] as number) + (own[i] as number)
		}
		return row.map((each) => each % prime)
	}
	const pivots: { readonly column: number; readonly row: Float64Array }[] = []
	const reduce = (row: Float64Array): number => {
		for (const pivot of pivots) {
			const factor = row[pivot.column] as number
			if (factor === 0) continue
			for (let i = pivot.column; i < width; i++) {
				const less = (row[i] as number) - ((factor * (pivot.row[i] as number)) % prime)
				row[i] = less < 0 ? less + prime : less
			}
		}
		return row.findIndex((each) => each !== 0)
	}
	for (const set of published) {
		const row = projected(set)
		const column = reduce(row)
		if (column < 0) continue
		const factor = inverse(row[column] as number)
		for (let i = column; i < width; i++) row[i] = ((row[i] as number) * factor) % prime
		pivots.push({ column, row })
	}
	return [...targets.keys()].filter((i) => reduce(projected(targets[i] as KindSet)) < 0)
}

/** Returns the inverse modulo the prime, by Euclid's algorithm. */
function inverse(value: number): number {
	let [a, b, x, y] = [value, prime, 1, 0]
	while (b !== 0) {
		const whole = Math.floor(a / b)
		;[a, b, x, y] = [b, a - whole * b, y, x - whole * y]
	}
	return x < 0 ? x + prime : x
}
