import '../../../tests/helpers/browser.ts'
import { expect, test, vi } from 'vitest'
import { serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { saveBackupFileTime } from '../database/backup-file-time.ts'
import { write } from '../database/database.ts'
import { changeEnrolment } from '../enrolment/enrolments.ts'
import { sealRevision } from '../records/revision-rows.ts'
import { computeDeviceInventory } from './device-inventory.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const setOff = (device: string, offsetMs: number) =>
	changeEnrolment(device, (each) => ({ ...each, offsetMs }))

test('counts unsent records, their age, and stuck ones; and attachments missing on the server', async () => {
	const now = Date.UTC(2026, 0, 15)
	const vaultSession = await unlockedAt(serverWithForm())
	const { device } = vaultSession
	const files = { count: 0, bytes: 0 }
	const nothing = { waiting: 0, records: 0, days: 0, drafts: 0, stuck: 0, files }
	expect(await computeDeviceInventory(device, new Set(), now)).toEqual(nothing)
	for (const [name, state, size] of [
		['picture-1', 'waiting', 300],
		['sound-1', 'waiting', 20],
		['picture-2', 'at-server', 9],
		['picture-3', 'lost', 0],
	] as const) {
		const row = { device, name, record: 'one', revisions: [], state, size }
		await write(['attachments'], ({ attachments }) => attachments.put(row))
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
		const sealed = await sealRevision(vaultSession, id, new Uint8Array(3))
		const row = { id, device, record, state, role: 'enumerator' as const, n: i, ...sealed }
		const savedAt = now - days * 86_400_000 - 1
		await write(['revisions'], ({ revisions }) => revisions.put({ ...row, savedAt }))
	}
	const held = { ...nothing, waiting: 3, records: 2, days: 3, stuck: 1, files: { count: 2, bytes: 320 } }
	expect(await computeDeviceInventory(device, new Set(), now)).toEqual(held)
	expect(await computeDeviceInventory(device, new Set(['revision 0']), now)).toEqual({
		...held,
		waiting: 2,
		days: 1,
	})
	// a clock that was ahead
	expect((await computeDeviceInventory(device, new Set(), 0)).days).toBe(0)
	// the phone's state is rounded, so that it does not differ in every request
	await saveBackupFileTime(device, now - 3.5 * 86_400_000)
	await setOff(device, 13 * 60_000)
	expect(await computeDeviceInventory(device, new Set(), now)).toEqual({ ...held, copyDays: 3, clock: -15 })
	await setOff(device, 100_000)
	expect(await computeDeviceInventory(device, new Set(), now)).toEqual({ ...held, copyDays: 3 })
})
