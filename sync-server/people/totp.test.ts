import { describe, expect, test } from 'vitest'
import { fromBase32, oneTimePassword, stepOf, toBase32 } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

// appendix B has eight digits: an app shows the last six of them
test.each([
	[59, '287082'],
	[1_111_111_109, '081804'],
	[1_111_111_111, '050471'],
	[1_234_567_890, '005924'],
	[2_000_000_000, '279037'],
	[20_000_000_000, '353130'],
])('RFC 6238: at %s seconds the number is %s', (seconds, number) => {
	expect(oneTimePassword(secret, Math.floor(seconds / 30))).toBe(number)
})
test('RFC 4226: the first ten counters', () => {
	expect(Array.from({ length: 10 }, (_, counter) => oneTimePassword(secret, counter))).toEqual([
		...['755224', '287082', '359152', '969429', '338314'],
		...['254676', '287922', '162583', '399871', '520489'],
	])
})

describe('a secret in base32', () => {
	test.each([
		['fooba', 'MZXW6YTB'],
		['12345678901234567890', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'],
	])('RFC 4648: %s', (text, letters) => {
		expect(toBase32(Buffer.from(text))).toBe(letters)
		expect(Buffer.from(fromBase32(letters)).toString()).toBe(text)
	})
	test('every byte survives encoding', () => {
		const all = Uint8Array.from({ length: 255 }, (_, i) => i + 1)
		expect(fromBase32(toBase32(all))).toEqual(all)
	})
})

test('the clock may be half a minute off, either way, and no more', () => {
	const now = 1_000_000 * 30_000 + 29_999
	const found = [-2, -1, 0, 1, 2].map((away) =>
		stepOf(secret, oneTimePassword(secret, 1_000_000 + away), now),
	)
	expect(found).toEqual([null, 999_999, 1_000_000, 1_000_001, null])
	expect(stepOf(secret, oneTimePassword(secret, 1_000_000), now + 1)).toBe(1_000_000)
})
