import { expect, test } from 'vitest'
import { keyPressed } from './shortcut-key.ts'

const none = { code: '', repeat: false, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }

test('a held key repeats movement only', () => {
	for (const key of ['a', 'r', 'x', 'u', 'n', 'p', '/', '?'])
		expect(keyPressed({ ...none, key, repeat: true }), key).toBe(null)
	for (const key of ['j', 'k']) expect(keyPressed({ ...none, key, repeat: true }), key).toBe(key)
	expect(keyPressed({ ...none, key: 'a' })).toBe('a')
})
test('on a keyboard of another script a key counts by its position', () => {
	expect(keyPressed({ ...none, key: 'ا', code: 'KeyA' })).toBe('a')
	expect(keyPressed({ ...none, key: 'ج', code: 'KeyJ', repeat: true })).toBe('j')
	expect(keyPressed({ ...none, key: '؟', code: 'Slash', shiftKey: true })).toBe('?')
	expect(keyPressed({ ...none, key: 'ظ', code: 'Slash' })).toBe('/')
	// A with Shift is another key than a, in every script
	expect(keyPressed({ ...none, key: 'آ', code: 'KeyA', shiftKey: true })).toBe(null)
	expect(keyPressed({ ...none, key: '۱', code: 'Digit1' })).toBe(null)
	// a Latin letter counts by itself, wherever its key is
	expect(keyPressed({ ...none, key: 'a', code: 'KeyQ' })).toBe('a')
})
test('keys with Ctrl, Alt or Command are left to the browser', () => {
	for (const held of ['ctrlKey', 'altKey', 'metaKey'])
		expect(keyPressed({ ...none, key: 'a', [held]: true }), held).toBe(null)
})
