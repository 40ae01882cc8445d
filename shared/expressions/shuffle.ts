/**
 * Returns the items in the order of ODK's `randomize`: the "inside-out" Fisher-Yates driven by the
 * Park-Miller generator (ODK XForms specification, "randomize"). The same seed gives the same order on every
 * device, in the peers' engines and later in R.
 */
export function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
	const shuffled: Item[] = []
	const random = parkMiller(seed)
	for (const [i, item] of items.entries()) {
		const k = Math.floor(random() * (i + 1))
		if (k !== i) shuffled[i] = shuffled[k] as Item
		shuffled[k] = item
	}
	return shuffled
}

/**
 * x ← 16807·x mod (2³¹ − 1). A seed that is not a whole number (r_sel is in [0, 1)) is spread over the range.
 */
function parkMiller(seed: number): () => number {
	const modulus = 2_147_483_647
	const whole = Number.isFinite(seed) ? (Number.isInteger(seed) ? seed : Math.floor(seed * modulus)) : 42
	let state = whole % modulus
	if (state <= 0) state += modulus - 1
	return () => {
		state = (state * 16_807) % modulus
		return (state - 1) / (modulus - 1)
	}
}
