import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as here from '#shared/kernel/digest'
import * as onPhones from '../../shared/kernel/digest.ts'
import * as own from './own-digest.ts'

test('where Node runs, a digest is made by the machine', () => {
	expect(here.digest).toBe(own.digest)
	expect(here.shortDigest).toBe(own.shortDigest)
	expect(here.keyedDigest).toBe(own.keyedDigest)
})

test('the digest of the machine is the digest that phones make, of bytes and of text in any script', () => {
	expect(own.shortDigest('')).toBe(onPhones.shortDigest(''))
	expect(own.shortDigest('ڈیرہ غازی خان')).toBe(onPhones.shortDigest('ڈیرہ غازی خان'))
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'grapheme' })), (content) => {
			expect(own.shortDigest(content)).toBe(onPhones.shortDigest(content))
			if (typeof content !== 'string') expect(own.digest(content)).toEqual(onPhones.digest(content))
		}),
	)
})

test('so is the one under a key, however long that is', () => {
	const bytes = fc.uint8Array({ maxLength: 300 })
	fc.assert(
		fc.property(bytes, bytes, (key, content) => {
			expect(own.keyedDigest(key, content)).toEqual(onPhones.keyedDigest(key, content))
		}),
	)
})
