import type { DeviceInventory } from '#shared/sync/device-inventory'
import { lastCopyAt } from '../database/backup-file-time.ts'
import { database } from '../database/database.ts'
import { reserveShare } from '../database/disk-guard.ts'
import { enrolmentOf } from '../enrolment/enrolments.ts'
import { outboxState } from './outbox.ts'

const dayMs = 86_400_000
/** Precision of the reported clock error: finer, the inventory would differ in every request. */
const clockStepMs = 5 * 60_000

/**
 * Counts the unsent data of an enrolment, without the revisions being sent at the moment, and adds the state
 * of the phone. Contains counts only.
 */
export async function computeDeviceInventory(
	device: string,
	leaving: ReadonlySet<string>,
	now: number,
): Promise<DeviceInventory> {
	const db = await database()
	const { records, waiting, oldestAt, refused } = await outboxState(device, leaving)
	const unsent = (await db.attachments.where({ device }).toArray()).filter(({ state }) => state === 'waiting')
	const copiedAt = await lastCopyAt(device)
	const { offsetMs } = await enrolmentOf(device)
	const clock = -Math.round((offsetMs ?? 0) / clockStepMs) * 5
	const room = 10 * Math.floor(10 * (reserveShare() ?? 1))
	return {
		waiting,
		records,
		days: oldestAt === null ? 0 : Math.max(0, Math.floor((now - oldestAt) / dayMs)),
		drafts: await db.drafts.where({ device }).count(),
		stuck: refused,
		files: { count: unsent.length, bytes: unsent.reduce((sum, { size }) => sum + size, 0) },
		...(room < 100 ? { room } : {}),
		...(copiedAt === null ? {} : { copyDays: Math.max(0, Math.floor((now - copiedAt) / dayMs)) }),
		...(clock === 0 ? {} : { clock }),
	}
}
