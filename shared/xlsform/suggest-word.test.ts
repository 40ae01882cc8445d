import { expect, test } from 'vitest'
import { closeWord } from './suggest-word.ts'

test('a word with one letter wrong, missing, added or swapped is recognised', () => {
	const words = ['household', 'age', 'district']
	expect(closeWord('hausehold', words)).toBe('household')
	expect(closeWord('houshold', words)).toBe('household')
	expect(closeWord('househhold', words)).toBe('household')
	expect(closeWord('houesholds', words)).toBe('household')
	expect(closeWord('Distrct', words)).toBe('district')
	expect(closeWord('aeg', words)).toBe('age')
})
test('a word far from every other, or equally near to two, gives no suggestion', () => {
	expect(closeWord('income', ['household', 'age'])).toBeUndefined()
	expect(closeWord('q12', ['q11', 'q13'])).toBeUndefined()
	expect(closeWord('x', ['y'])).toBeUndefined()
	expect(closeWord('age', ['age'])).toBeUndefined()
})
