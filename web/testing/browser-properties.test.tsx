import { expect, test } from 'vitest'
import { rememberBrowserProperties } from './browser-properties.ts'

const define = (owner: object, name: string, value: unknown) =>
	Object.defineProperty(owner, name, { value, configurable: true })

test('properties that a test added, replaced or deleted are as before', () => {
	define(navigator, 'locks', 'first')
	define(document, 'fonts', 'kept')
	const restore = rememberBrowserProperties()
	define(navigator, 'onLine', false)
	define(document, 'hidden', true)
	define(navigator, 'locks', 'second')
	Reflect.deleteProperty(document, 'fonts')
	restore()
	expect([navigator.onLine, document.hidden]).toEqual([true, false])
	expect([navigator.locks, document.fonts]).toEqual(['first', 'kept'])
})

test('a test that is offline', () => {
	define(navigator, 'onLine', false)
	expect(navigator.onLine).toBe(false)
})

test('leaves the next one online', () => {
	expect(navigator.onLine).toBe(true)
})
