import { afterEach, expect, test, vi } from 'vitest'
import { createOnDemand } from './on-demand.ts'

afterEach(() => void vi.unstubAllGlobals())
const server = (isReachable: boolean) =>
	vi.stubGlobal('fetch', async () => {
		if (!isReachable) throw new TypeError('Failed to fetch')
		return new Response('ok')
	})

test('a part is imported once, and is there afterwards', async () => {
	const importPart = vi.fn(async () => 'part')
	const part = createOnDemand(importPart)
	expect(part.loaded).toThrow('was not loaded')
	expect([await part.load(), await part.load(), part.loaded()]).toEqual(['part', 'part', 'part'])
	expect(importPart).toHaveBeenCalledTimes(1)
})

test('without a connection this is said, and the next try succeeds', async () => {
	server(false)
	const reloadPage = vi.fn()
	const importPart = vi
		.fn()
		.mockRejectedValueOnce(new TypeError('gone'))
		.mockRejectedValueOnce(new TypeError('gone'))
	const part = createOnDemand(importPart.mockResolvedValue('part'), reloadPage)
	await expect(part.load()).rejects.toMatchObject({ code: 'no-connection' })
	await expect(part.load()).rejects.toMatchObject({ code: 'no-connection' })
	expect(await part.load()).toBe('part')
	expect(reloadPage).not.toHaveBeenCalled()
})

test('a file that stays missing while the server can be reached leads to another load of the page', async () => {
	server(true)
	const reloadPage = vi.fn()
	const part = createOnDemand(() => Promise.reject(new TypeError('gone')), reloadPage)
	await expect(part.load()).rejects.toThrow('gone')
	expect(reloadPage).not.toHaveBeenCalled()
	await expect(part.load()).rejects.toThrow('gone')
	expect(reloadPage).toHaveBeenCalledTimes(1)
})
