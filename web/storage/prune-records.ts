import { removeAttachments } from './attachments.ts'
import { database, isDatabaseNewer, type LocalAttachmentRow, type RevisionRow, write } from './database.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { enrolmentOf, type UnlockedSession } from './people-on-phone.ts'
import { type LocalRecordListItem, listRecords } from './records-on-phone.ts'

const dayMs = 86_400_000

/**
 * Makes room: whole finished records go from the phone, and a line stays that says they are kept at the office.
 *
 * PR1 Only what is approved, was declared void or handed on, is to be deleted, or has rested for so many days. Never a draft, a record that was
 *     returned or is disputed, or one of which something waits to be sent.
 * PR2 Only when every revision is acknowledged and lies in a backup that was finished and read back (`durable`): a server that is
 *     put back to that backup has it still.
 * PR3 Its pictures, sounds and files only go with it, and only when they are in such a backup too. They have no number: one is
 *     when a number was given after it was there, and lies in a backup.
 * PR4 What comes back, returned or handed on, is asked for again by name and comes whole.
 *
 * Call it after a sync that went through: until then it is not known whether the server was put back. Gives how many went.
 */
export const evictAcknowledged = (
	atWork: UnlockedSession,
	{ now, keepDays }: { readonly now: number; readonly keepDays: number },
): Promise<number> =>
	oneAtATime(async () => {
		if (isDatabaseNewer()) return 0
		const { device } = atWork
		await freeFiles(device)
		const { durable = 0, marks = [] } = await enrolmentOf(device)
		if (durable === 0) return 0
		await markWhenDurable(device, marks[0]?.[0] ?? 0)
		let gone = 0
		for (const record of await listRecords(atWork))
			if (canEvict(record, now - keepDays * dayMs) && (await prune(device, record.id, durable))) gone++
		await freeFiles(device)
		return gone
	})

/** PR1, as far as the list knows. */
const canEvict = (record: LocalRecordListItem, restingSince: number): boolean => {
	const { isEvicted, isUnreadable, sendState, openCases, status, isVoid, isHandedOn, isUnwanted } = record
	if (isEvicted || isUnreadable || sendState !== 'at-server' || openCases > 0 || status === 'draft')
		return false
	if (status === 'approved' || isVoid || isHandedOn || isUnwanted) return true
	return status === 'submitted' && record.changedAt < restingSince
}

/** PR2. */
const isDurable = ({ state, heard }: RevisionRow, durable: number): boolean =>
	state === 'at-server' && heard !== undefined && heard <= durable
/** PR3. */
const isFileDurable = ({ state, heard }: LocalAttachmentRow, durable: number): boolean =>
	state === 'at-server' && heard !== undefined && heard < durable

/** All of it goes, or none: somebody may have begun a correction since. */
const prune = (device: string, record: string, durable: number): Promise<boolean> =>
	write(['revisions', 'records', 'drafts', 'attachments', 'namesRead'], async (trx) => {
		const revisions = await trx.objectStore('revisions').index('record').getAll([device, record])
		const listed = await trx.objectStore('records').get([device, record])
		const drafts = await trx.objectStore('drafts').index('device').getAll(device)
		const files = (await trx.objectStore('attachments').index('device').getAll(device)).filter(
			(row) => row.record === record,
		)
		if (!listed || drafts.some((draft) => draft.record === record)) return false
		if (!revisions.every((row) => isDurable(row, durable))) return false
		if (!files.every((row) => isFileDurable(row, durable))) return false
		// a file that no list has yet would stay behind unsent
		for (const { id } of revisions)
			if ((await trx.objectStore('namesRead').getKey([device, id])) === undefined) return false
		for (const { id } of revisions) await trx.objectStore('revisions').delete([device, id])
		for (const row of files) await trx.objectStore('attachments').put({ ...row, kept: 'going' })
		await trx.objectStore('records').put({ ...listed, kept: true })
		return true
	})

/**
 * Notes by which number of the server files were certainly there. One that is at the server now is noted with the number of the
 * next sync: the answer to this one may be from before it was.
 */
async function markWhenDurable(device: string, newest: number): Promise<void> {
	const rows = await (await database()).getAllFromIndex('attachments', 'device', device)
	const open = rows.filter(({ state, heard }) => state === 'at-server' && heard === undefined)
	if (open.length === 0) return
	await write(['attachments'], async (trx) => {
		for (const { name } of open) {
			const row = await trx.objectStore('attachments').get([device, name])
			if (row?.state !== 'at-server' || row.heard !== undefined) continue
			await trx
				.objectStore('attachments')
				.put(row.wasThere ? { ...row, heard: newest } : { ...row, wasThere: true })
		}
	})
}

/** The phone may die between the row and the file: what is on its way out goes with the next try. */
async function freeFiles(device: string): Promise<void> {
	const rows = await (await database()).getAllFromIndex('attachments', 'device', device)
	const going = rows.filter(({ kept }) => kept === 'going')
	if (going.length === 0) return
	await removeAttachments(going.map(({ name }) => name))
	await write(['attachments'], async (trx) => {
		for (const row of going) await trx.objectStore('attachments').put({ ...row, kept: 'gone' })
	})
}
