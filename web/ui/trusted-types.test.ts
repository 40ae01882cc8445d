import { afterEach, expect, test, vi } from 'vitest'
import { ownScript } from './trusted-types.ts'

vi.stubGlobal('location', new URL('https://zila.example.org/desk'))
afterEach(() => vi.unstubAllGlobals())

test('a worker is started only from the app’s own files', () => {
	for (const own of [
		'/service-worker.js',
		'https://zila.example.org/assets/pin-worker-C4x9.js',
		'/assets/file-worker-a_b-C.js',
	])
		expect(ownScript(own)).toBe(own)
	vi.stubGlobal('location', new URL('https://zila.example.org/desk'))
	for (const other of [
		'https://evil.example/assets/x.js',
		'//evil.example/service-worker.js',
		'data:text/javascript,alert(1)',
		'blob:https://zila.example.org/1',
		'/api/export-jobs/x/file',
		'/assets/../api/x.js',
		'/assets/x.js/y',
	])
		expect(() => ownScript(other), other).toThrow('no script of the app')
})
