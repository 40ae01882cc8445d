import { expect, test } from 'vitest'
import { isAlwaysOffered, isNoAnswer } from './non-response-codes.ts'

test.each(['dk', 'ref', '88', '99', '-99', '999', 'dont_know', 'refused', 'DK'])(
	'%s is a non-response',
	(name) => {
		expect(isNoAnswer({ name })).toBe(true)
	},
)
test.each(['yes', 'other', 'none', '8', '9', '188', 'reference', 'PK607'])('%s is an answer', (name) => {
	expect(isNoAnswer({ name })).toBe(false)
})

test('choices for everything outside a list stay offered whatever is typed', () => {
	expect(isAlwaysOffered({ name: 'elsewhere', columns: { 'zila:always': 'yes' } })).toBe(true)
	expect(isAlwaysOffered({ name: 'dk' })).toBe(true)
	expect(isAlwaysOffered({ name: 'PK607', columns: { 'zila:also': 'DG Khan' } })).toBe(false)
})
