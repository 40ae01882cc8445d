import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as shared from '#shared/kernel/digest'
import { shortDigest } from './own-digest.ts'

test('the digest of the machine is the digest that phones make, of bytes and of text in any script', () => {
	expect(shortDigest('')).toBe(shared.shortDigest(''))
	expect(shortDigest('ڈیرہ غازی خان')).toBe(shared.shortDigest('ڈیرہ غازی خان'))
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'grapheme' })), (content) => {
			expect(shortDigest(content)).toBe(shared.shortDigest(content))
		}),
	)
})
