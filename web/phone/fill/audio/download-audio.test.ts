import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { VaultSession } from '../../../storage/enrolment/enrolments.ts'
import { downloadAudio } from './download-audio.ts'

// the browser's cache is tested by the walks in a browser
vi.mock('../../../storage/attachments/audio-files.ts', () => ({ saveAudioFile: async () => true }))

vi.mock('../../../sync/signed-reading.ts', () => import('../../../testing/unsealed-reading.ts'))
vi.mock('../../../storage/enrolment/access-keys.ts', () => import('../../../testing/unsealed-reading.ts'))

const vaultSession = { device: 'phone' } as VaultSession
let requests: string[]
beforeEach(() => {
	requests = []
})
/** Sets the network's reply. */
const network = (answer: (hash: string) => Response) =>
	vi.stubGlobal('fetch', async (address: string) => {
		const hash = address.slice(address.lastIndexOf('/') + 1)
		requests.push(hash)
		return answer(hash)
	})
async function fetched(hashes: readonly string[], signal = new AbortController().signal): Promise<number> {
	let here = 0
	await downloadAudio({ vaultSession, hashes, signal, onHere: (count) => (here = count) })
	return here
}

test('a file replaced in the meantime is skipped, and the others are downloaded', async () => {
	const { code } = new Problem('not-found')
	network((hash) => (hash === 'b' ? Response.json({ problem: code }, { status: 404 }) : new Response('OggS')))
	expect(await fetched(['a', 'b', 'c'])).toBe(2)
	expect(requests).toEqual(['a', 'b', 'c'])
})
test('a phone without permission is told at once', async () => {
	network(() => Response.json({ problem: 'phone-unknown' }, { status: 401 }))
	await expect(fetched(['a', 'b'])).rejects.toMatchObject({ code: 'phone-unknown' })
	expect(requests).toEqual(['a'])
})
test('stopped during the pause after a network failure, it requests nothing more', async () => {
	const ending = new AbortController()
	network(() => {
		throw new TypeError('Failed to fetch')
	})
	const all = fetched(['a', 'b'], ending.signal)
	await expect.poll(() => requests).toEqual(['a'])
	// it is waiting by now
	await new Promise((over) => setTimeout(over, 20))
	ending.abort()
	expect(await all).toBe(0)
	expect(requests).toEqual(['a'])
})
