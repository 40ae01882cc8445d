import { expect, test } from 'vitest'
import { withdrawalCodeOf } from './withdrawal-code.ts'

test('a record has one code, another record another, and it can be read out over a bad line', () => {
	const code = withdrawalCodeOf('AAAAAAAAAAAAAAAAAAAAAA')
	expect(withdrawalCodeOf('AAAAAAAAAAAAAAAAAAAAAA')).toBe(code)
	expect(withdrawalCodeOf('AAAAAAAAAAAAAAAAAAAAAQ')).not.toBe(code)
	expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
})
