import '../../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import type { VaultSession } from '../../../storage/enrolment/enrolments.ts'
import { checkAudioAvailable } from './check-audio-available.ts'

vi.mock('../../../sync/signed-reading.ts', () => import('../../../testing/unsealed-reading.ts'))
vi.mock('../../../storage/enrolment/access-keys.ts', () => import('../../../testing/unsealed-reading.ts'))

/** The part of a browser's cache that is used here: lookup by URL. */
const cached = new Map<string, Response>()
vi.stubGlobal('caches', {
	open: async () => ({
		put: async (address: string, response: Response) => void cached.set(address, response),
		match: async (address: string) => cached.get(address)?.clone(),
		keys: async () => [...cached.keys()].map((address) => ({ url: `http://phone.example${address}` })),
	}),
})
const bal = [{ language: 'bal', texts: 6, sounds: 4, size: 100 }]
let offered: unknown = bal
let requestCount = 0
vi.stubGlobal('fetch', async () => {
	requestCount++
	if (offered === null) throw new TypeError('Failed to fetch')
	return Response.json(offered)
})
beforeEach(() => {
	cached.clear()
	requestCount = 0
	offered = bal
})
async function checkAvailable(isDecoy = false): Promise<boolean | undefined> {
	let isThere: boolean | undefined
	const vaultSession = { device: 'phone', isDecoy: isDecoy } as VaultSession
	await checkAudioAvailable(vaultSession, 'tea', (known) => (isThere = known)).catch(() => undefined)
	return isThere
}

test('available audio is known after one request, and for a day without another', async () => {
	expect([await checkAvailable(), await checkAvailable(), requestCount]).toEqual([true, true, 1])
	offered = []
	vi.setSystemTime(Date.now() + 25 * 3_600_000)
	expect([await checkAvailable(), requestCount]).toEqual([false, 2])
	vi.useRealTimers()
})
test('without recordings, or without an answer, none is reported as available', async () => {
	offered = []
	expect(await checkAvailable()).toBe(false)
	cached.clear()
	offered = null
	expect([await checkAvailable(), cached.size]).toEqual([false, 0])
})
test('offline the last known state is kept, and the empty app requests nothing', async () => {
	await checkAvailable()
	vi.setSystemTime(Date.now() + 25 * 3_600_000)
	offered = null
	expect(await checkAvailable()).toBe(true)
	vi.useRealTimers()
	const before = requestCount
	cached.clear()
	expect([await checkAvailable(true), requestCount]).toEqual([false, before])
})
