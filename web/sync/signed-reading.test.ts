import '../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { fromBase64url } from '#shared/kernel/bytes'
import { readingToSign } from '#shared/sync/request-proof'
import type { FakeServer } from '#shared/testing/fake-server'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../tests/helpers/unlocked-session.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { isSignedBy } from '../storage/vault/vault.ts'
import { signedReading } from './signed-reading.ts'

vi.mock('../storage/vault/derive-pin-key.ts', () => ({
	derivePinKey: async (pin: string) => new TextEncoder().encode(pin.padEnd(32, '0')),
}))

let server: FakeServer
let vaultSession: VaultSession
let requests: number
beforeEach(async () => {
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	requests = 0
	const line = goodLine(server)
	connect((body) => {
		requests++
		return line(body)
	})
})

test('a phone that reads before its first sync presents its keys first, once', async () => {
	for (const address of ['/aloud/forms/tea', '/aloud/forms/milk'])
		await signedReading(vaultSession, address, async ({ signature, ...proof }, { shown, isAccepted }) => {
			expect(isAccepted).toBe(true)
			const toSign = readingToSign({ device: vaultSession.device, address, ...proof })
			expect(await isSignedBy(shown.sign, toSign, fromBase64url(signature))).toBe(true)
		})
	// the first has the wrong time: the phone learns it from the reply
	expect(requests).toBe(2)
})

test('the empty app of the second PIN reads nothing', async () => {
	const send = vi.fn()
	await expect(signedReading({ ...vaultSession, isDecoy: true }, '/aloud', send)).rejects.toMatchObject({
		code: 'no-connection',
	})
	expect([send.mock.calls, requests]).toEqual([[], 0])
})
