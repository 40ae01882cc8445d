/**
 * Returns the word that was probably meant: the nearest one, if at most a third of its letters (and at most
 * three) were typed wrong, left out, added or swapped. Undefined if two are equally near. The word itself is
 * no suggestion.
 */
export function suggestWord(found: string, words: Iterable<string>): string | undefined {
	const most = Math.min(3, Math.floor(found.length / 3) || (found.length > 1 ? 1 : 0))
	let nearest: string | undefined
	let least = most + 1
	let isAlone = true
	for (const word of new Set(words)) {
		if (word === found || Math.abs(word.length - found.length) > most) continue
		const distance = wrongLetters(found.toLowerCase(), word.toLowerCase())
		if (distance > least || distance > most) continue
		isAlone = distance < least
		;[nearest, least] = [word, distance]
	}
	return isAlone ? nearest : undefined
}

/**
 * Number of letters typed wrong, left out, added or swapped with their neighbour: the restricted
 * Damerau-Levenshtein distance.
 */
function wrongLetters(a: string, b: string): number {
	let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)]
	for (let i = 1; i <= a.length; i++) {
		const row = [i]
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1]
			const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
			row[j] = Math.min(
				(last[j] as number) + 1,
				(row[j - 1] as number) + 1,
				(last[j - 1] as number) + (same ? 0 : 1),
				swapped ? (before[j - 2] as number) + 1 : Number.POSITIVE_INFINITY,
			)
		}
		;[before, last] = [last, row]
	}
	return last[b.length] as number
}
