import { expect, test } from 'vitest'
import * as imported from '#shared/kernel/digest'
import fc from '#shared/testing/fast-check'
import * as node from './digest.node.ts'
import * as browser from './digest.ts'

test('under Node, `#shared/kernel/digest` is the implementation for Node', () => {
	expect(imported.digest).toBe(node.digest)
	expect(imported.shortDigest).toBe(node.shortDigest)
	expect(imported.keyedDigest).toBe(node.keyedDigest)
})

test('both implementations give the same digest of bytes and of text in any script', () => {
	expect(node.shortDigest('')).toBe(browser.shortDigest(''))
	expect(node.shortDigest('ڈیرہ غازی خان')).toBe(browser.shortDigest('ڈیرہ غازی خان'))
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'grapheme' })), (content) => {
			expect(node.shortDigest(content)).toBe(browser.shortDigest(content))
			if (typeof content !== 'string') expect(node.digest(content)).toEqual(browser.digest(content))
		}),
	)
})

test('both implementations give the same keyed digest, with keys of any length', () => {
	const bytes = fc.uint8Array({ maxLength: 300 })
	fc.assert(
		fc.property(bytes, bytes, (key, content) => {
			expect(node.keyedDigest(key, content)).toEqual(browser.keyedDigest(key, content))
		}),
	)
})
