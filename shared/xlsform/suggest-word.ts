/** Longer words are compared with none: nobody types them letter by letter. */
const longestWord = 80

/**
 * Returns the word that was probably meant: the nearest one, if at most a third of its letters (and at most
 * three) were typed wrong, left out, added or swapped. Undefined if two are equally near. The word itself is
 * no suggestion.
 */
export function suggestWord(found: string, words: Iterable<string>): string | undefined {
	if (found.length > longestWord) return undefined
	const most = Math.min(3, Math.floor(found.length / 3) || (found.length > 1 ? 1 : 0))
	const typed = found.toLowerCase()
	let nearest: string | undefined
	let least = most + 1
	let isAlone = true
	for (const word of words instanceof Set ? (words as ReadonlySet<string>) : new Set(words)) {
		if (word === found || Math.abs(word.length - found.length) > most) continue
		const distance = wrongLetters(typed, word.toLowerCase(), Math.min(least, most))
		if (distance > least || distance > most) continue
		isAlone = distance < least
		;[nearest, least] = [word, distance]
	}
	return isAlone ? nearest : undefined
}

/**
 * Number of letters typed wrong, left out, added or swapped with their neighbour: the restricted
 * Damerau-Levenshtein distance. Infinity if it is more than `most`: only paths that change so few letters are followed
 * (Ukkonen 1985), so that a word costs a few steps for each letter.
 */
function wrongLetters(a: string, b: string, most: number): number {
	const far = Number.POSITIVE_INFINITY
	let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)]
	for (let i = 1; i <= a.length; i++) {
		const row: number[] = []
		const [from, to] = [Math.max(1, i - most), Math.min(b.length, i + most)]
		row[from - 1] = from === 1 ? i : far
		let least = row[from - 1] as number
		for (let j = from; j <= to; j++) {
			const same = a[i - 1] === b[j - 1]
			const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
			const distance = Math.min(
				(last[j] ?? far) + 1,
				(row[j - 1] ?? far) + 1,
				(last[j - 1] ?? far) + (same ? 0 : 1),
				swapped ? (before[j - 2] ?? far) + 1 : far,
			)
			row[j] = distance
			if (distance < least) least = distance
		}
		if (least > most) return far
		;[before, last] = [last, row]
	}
	return last[b.length] ?? far
}
