/** Smaller counts are not published (R29). */
export const minPublishedCount = 10

/**
 * `few`: fewer than ten · `withheld`: ten or more, suppressed so that a smaller one cannot be derived from
 * the sum
 */
export type PublishedCount = number | 'few' | 'withheld'

/**
 * Suppresses counts that are published together with their sum. If one is small, further ones are withheld,
 * the smallest first, until the suppressed ones are at least two, and ten calls together.
 */
export function suppressSmallCells(counts: readonly number[]): PublishedCount[] {
	const published: PublishedCount[] = counts.map((each) => (each < minPublishedCount ? 'few' : each))
	const hidden = counts.filter((each) => each < minPublishedCount)
	if (hidden.length === 0) return published
	let [many, sum] = [hidden.length, hidden.reduce((all, each) => all + each, 0)]
	while (many < 2 || sum < minPublishedCount) {
		const left = published.filter((each) => typeof each === 'number')
		if (left.length === 0) return published
		const least = Math.min(...left)
		published[published.indexOf(least)] = 'withheld'
		;[many, sum] = [many + 1, sum + least]
	}
	return published
}
