import { expect, test } from 'vitest'
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
