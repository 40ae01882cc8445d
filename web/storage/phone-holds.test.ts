import '../../tests/browser-for-tests.ts'
import { expect, test, vi } from 'vitest'
import { atWorkAt, serverWithForm } from '../../tests/at-work-for-tests.ts'
import { emptyDisk } from '../../tests/private-files-for-tests.ts'
import { startAttachment } from './attachments.ts'
import { write } from './database.ts'
import { phoneHolds } from './phone-holds.ts'
import { sealRevision } from './records-on-phone.ts'

vi.mock('./derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

test('counts what waits, how long, and what is stuck; photos only while nobody else works on this phone', async () => {
	const now = Date.UTC(2026, 0, 15)
	const atWork = await atWorkAt(serverWithForm())
	const { device } = atWork
	const nothing = { waiting: 0, records: 0, days: 0, drafts: 0, stuck: 0 }
	// a browser without private files
	expect(await phoneHolds(device, new Set(), now)).toEqual(nothing)
	emptyDisk()
	expect(await phoneHolds(device, new Set(), now)).toEqual({ ...nothing, files: { count: 0 } })
	for (const kind of ['picture', 'sound'] as const) {
		const attachment = await startAttachment(atWork.vault, { kind, ending: 'jpg' })
		await attachment.add(new Blob(['x']))
	}
	for (const [i, [record, state, days]] of (
		[
			['one', 'waiting', 3],
			['one', 'waiting', 1],
			['two', 'waiting', 0],
			['three', 'refused', 9],
			['four', 'at-server', 9],
		] as const
	).entries()) {
		const id = `revision ${i}`
		const sealed = await sealRevision(atWork, id, new Uint8Array(3))
		const row = { id, device, record, state, role: 'enumerator' as const, n: i, ...sealed }
		const savedAt = now - days * 86_400_000 - 1
		await write(['revisions'], (trx) => trx.objectStore('revisions').put({ ...row, savedAt }))
	}
	const files = { count: 2 }
	const held = { ...nothing, waiting: 3, records: 2, days: 3, stuck: 1, files }
	expect(await phoneHolds(device, new Set(), now)).toEqual(held)
	expect(await phoneHolds(device, new Set(['revision 0']), now)).toEqual({ ...held, waiting: 2, days: 1 })
	// a clock that was ahead
	expect((await phoneHolds(device, new Set(), 0)).days).toBe(0)
	await atWorkAt(serverWithForm())
	expect((await phoneHolds(device, new Set(), now)).files).toBeUndefined()
})
