/** Fewer than so many are not told to others (R29). */
export const minPublishedCount = 10

/** `few`: fewer than ten · `withheld`: ten or more, not told so that nobody works out a smaller one from the sum */
export type PublishedCount = number | 'few' | 'withheld'

/**
 * Counts that are told to others together with their sum. Beside a small one as many others are withheld as it takes that what is not told
 * are at least two, and ten calls together: the smallest ones first.
 */
export function suppressSmallCells(counts: readonly number[]): PublishedCount[] {
	const told: PublishedCount[] = counts.map((each) => (each < minPublishedCount ? 'few' : each))
	const hidden = counts.filter((each) => each < minPublishedCount)
	if (hidden.length === 0) return told
	let [many, sum] = [hidden.length, hidden.reduce((all, each) => all + each, 0)]
	while (many < 2 || sum < minPublishedCount) {
		const left = told.filter((each) => typeof each === 'number')
		if (left.length === 0) return told
		const least = Math.min(...left)
		told[told.indexOf(least)] = 'withheld'
		;[many, sum] = [many + 1, sum + least]
	}
	return told
}
