import { expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { suggestWord } from './suggest-word.ts'

test('a word with one letter wrong, missing, added or swapped is recognised', () => {
	const words = ['household', 'age', 'district']
	expect(suggestWord('hausehold', words)).toBe('household')
	expect(suggestWord('houshold', words)).toBe('household')
	expect(suggestWord('househhold', words)).toBe('household')
	expect(suggestWord('houesholds', words)).toBe('household')
	expect(suggestWord('Distrct', words)).toBe('district')
	expect(suggestWord('aeg', words)).toBe('age')
})
test('a word far from every other, or equally near to two, gives no suggestion', () => {
	expect(suggestWord('income', ['household', 'age'])).toBeUndefined()
	expect(suggestWord('q12', ['q11', 'q13'])).toBeUndefined()
	expect(suggestWord('x', ['y'])).toBeUndefined()
	expect(suggestWord('age', ['age'])).toBeUndefined()
})
test('the distance is that of the whole words, however it is cut short', () => {
	const random = seededRandom(11)
	const word = () => Array.from({ length: 3 + random.below(9) }, () => random.pick([...'abc'])).join('')
	for (let i = 0; i < 300; i++) {
		const [found, words] = [word(), Array.from({ length: 12 }, word)]
		expect(suggestWord(found, words), `${found} of ${words.join()}`).toBe(nearestByDefinition(found, words))
	}
})

/** The same rule by the recursive definition of the distance. */
function nearestByDefinition(found: string, words: readonly string[]): string | undefined {
	const most = Math.min(3, Math.floor(found.length / 3))
	const near = [...new Set(words)]
		.filter((word) => word !== found)
		.map((word) => ({ word, distance: distanceOf(found, word) }))
		.filter(({ distance }) => distance <= most)
		.sort((a, b) => a.distance - b.distance)
	return near[0] && near[0].distance !== near[1]?.distance ? near[0].word : undefined
}

function distanceOf(a: string, b: string): number {
	const known = new Map<string, number>()
	const at = (i: number, j: number): number => {
		if (i === 0 || j === 0) return i + j
		const key = `${i} ${j}`
		const before = known.get(key)
		if (before !== undefined) return before
		const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
		const found = Math.min(
			at(i - 1, j) + 1,
			at(i, j - 1) + 1,
			at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
			isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
		)
		known.set(key, found)
		return found
	}
	return at(a.length, b.length)
}
