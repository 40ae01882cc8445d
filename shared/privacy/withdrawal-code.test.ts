import { expect, test } from 'vitest'
import { withdrawalCodeOf } from './withdrawal-code.ts'

test('each record has its own withdrawal code, which survives being read out over a bad line', () => {
	const code = withdrawalCodeOf('AAAAAAAAAAAAAAAAAAAAAA')
	expect(withdrawalCodeOf('AAAAAAAAAAAAAAAAAAAAAA')).toBe(code)
	expect(withdrawalCodeOf('AAAAAAAAAAAAAAAAAAAAAQ')).not.toBe(code)
	expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
})
