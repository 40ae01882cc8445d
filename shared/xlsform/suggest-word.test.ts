import { expect, test } from 'vitest'
import { closeWord } from './suggest-word.ts'

test('one letter wrong, left out, added or swapped: the word is known', () => {
	const words = ['household', 'age', 'district']
	expect(closeWord('hausehold', words)).toBe('household')
	expect(closeWord('houshold', words)).toBe('household')
	expect(closeWord('househhold', words)).toBe('household')
	expect(closeWord('houesholds', words)).toBe('household')
	expect(closeWord('Distrct', words)).toBe('district')
	expect(closeWord('aeg', words)).toBe('age')
})
test('what is far from every word, or equally near to two, is no guess', () => {
	expect(closeWord('income', ['household', 'age'])).toBeUndefined()
	expect(closeWord('q12', ['q11', 'q13'])).toBeUndefined()
	expect(closeWord('x', ['y'])).toBeUndefined()
	expect(closeWord('age', ['age'])).toBeUndefined()
})
