import '../../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import type { UnlockedSession } from '../../../storage/enrolment/enrolments.ts'
import { checkAudioAvailable } from './check-audio-available.ts'

vi.mock('../../../sync/signed-reading.ts', () => import('../../../testing/unsealed-reading.ts'))
vi.mock('../../../storage/enrolment/access-keys.ts', () => import('../../../testing/unsealed-reading.ts'))

/** The part of a browser's cache that is used here: lookup by URL. */
const kept = new Map<string, Response>()
vi.stubGlobal('caches', {
	open: async () => ({
		put: async (address: string, response: Response) => void kept.set(address, response),
		match: async (address: string) => kept.get(address)?.clone(),
		keys: async () => [...kept.keys()].map((address) => ({ url: `http://phone.example${address}` })),
	}),
})
const bal = [{ language: 'bal', texts: 6, sounds: 4, size: 100 }]
let offered: unknown = bal
let asked = 0
vi.stubGlobal('fetch', async () => {
	asked++
	if (offered === null) throw new TypeError('Failed to fetch')
	return Response.json(offered)
})
beforeEach(() => {
	kept.clear()
	asked = 0
	offered = bal
})
async function looked(isDecoy = false): Promise<boolean | undefined> {
	let isThere: boolean | undefined
	const atWork = { device: 'phone', isDecoy: isDecoy } as UnlockedSession
	await checkAudioAvailable(atWork, 'tea', (known) => (isThere = known)).catch(() => undefined)
	return isThere
}

test('available audio is known after one request, and for a day without another', async () => {
	expect([await looked(), await looked(), asked]).toEqual([true, true, 1])
	offered = []
	vi.setSystemTime(Date.now() + 25 * 3_600_000)
	expect([await looked(), asked]).toEqual([false, 2])
	vi.useRealTimers()
})
test('without recordings, or without an answer, none is reported as available', async () => {
	offered = []
	expect(await looked()).toBe(false)
	kept.clear()
	offered = null
	expect([await looked(), kept.size]).toEqual([false, 0])
})
test('offline the last known state is kept, and the empty app requests nothing', async () => {
	await looked()
	vi.setSystemTime(Date.now() + 25 * 3_600_000)
	offered = null
	expect(await looked()).toBe(true)
	vi.useRealTimers()
	const before = asked
	kept.clear()
	expect([await looked(true), asked]).toEqual([false, before])
})
