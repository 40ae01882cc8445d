import { removeAttachments } from '../attachments/attachments.ts'
import {
	database,
	isDatabaseNewer,
	type LocalAttachmentRow,
	type RevisionRow,
	write,
} from '../database/database.ts'
import { withRecordLock } from '../database/record-lock.ts'
import { enrolmentOf, type VaultSession } from '../enrolment/enrolments.ts'
import { type LocalRecordListItem, listRecords } from '../records/records.ts'

const dayMs = 86_400_000

/**
 * Evicts finished records to free space. A row stays that says they are archived.
 * PR1 Only a record that is approved, void or reassigned, is to be deleted, or was unchanged for `keepDays`.
 *     Never a draft, a record that was returned or has a conflict, or one with unsent revisions.
 * PR2 Only when every revision is acknowledged and contained in a backup that was finished and read back
 *     (`durable`): a server that is restored from that backup still has it.
 * PR3 Its attachments are evicted only with it, and only when they are in such a backup too. They have no
 *     sequence number: an attachment is in a backup if a number was given after it was at the server and the
 *     backup contains that number.
 * PR4 A record that is returned or reassigned to this person is requested by its id and received completely.
 * Call it after a completed sync: until then it is unknown whether the server was restored. Returns the
 * number of evicted records.
 */
export const evictRecords = (
	vaultSession: VaultSession,
	{ now, keepDays }: { readonly now: number; readonly keepDays: number },
): Promise<number> =>
	withRecordLock(async () => {
		if (isDatabaseNewer()) return 0
		const { device } = vaultSession
		await freeFiles(device)
		const { durable = 0, marks = [] } = await enrolmentOf(device)
		if (durable === 0) return 0
		await markWhenDurable(device, marks[0]?.[0] ?? 0)
		let gone = 0
		for (const record of await listRecords(vaultSession))
			if (canEvict(record, now - keepDays * dayMs) && (await prune(device, record.id, durable))) gone++
		await freeFiles(device)
		return gone
	})

/** PR1, as far as the list row shows it. */
const canEvict = (record: LocalRecordListItem, restingSince: number): boolean => {
	const { isEvicted, isUnreadable, sendState, openCases, status, isVoid, isHandedOn, isUnwanted } = record
	if (isEvicted || isUnreadable || sendState !== 'at-server' || openCases > 0 || status === 'draft')
		return false
	if (status === 'approved' || isVoid || isHandedOn || isUnwanted) return true
	return status === 'submitted' && record.changedAt < restingSince
}

/** PR2: true if a finished backup contains the revision. */
const isDurable = ({ state, heard: serverSeq }: RevisionRow, durable: number): boolean =>
	state === 'at-server' && serverSeq !== undefined && serverSeq <= durable
/** PR3: true if a finished backup contains the attachment. */
const isFileDurable = ({ state, heard: serverSeq }: LocalAttachmentRow, durable: number): boolean =>
	state === 'at-server' && serverSeq !== undefined && serverSeq < durable

/** Evicts a record completely or not at all: a correction may have been started since. */
const prune = (device: string, record: string, durable: number): Promise<boolean> =>
	write(['revisions', 'records', 'drafts', 'attachments', 'namesRead'], async (tables) => {
		const revisions = await tables.revisions.where({ device, record }).toArray()
		const listed = await tables.records.get([device, record])
		const drafts = await tables.drafts.where({ device }).toArray()
		const files = (await tables.attachments.where({ device }).toArray()).filter(
			(row) => row.record === record,
		)
		if (!listed || drafts.some((draft) => draft.record === record)) return false
		if (!revisions.every((row) => isDurable(row, durable))) return false
		if (!files.every((row) => isFileDurable(row, durable))) return false
		// an attachment that is not listed yet would stay behind unsent
		const keys = revisions.map(({ id }): [string, string] => [device, id])
		if ((await tables.namesRead.bulkGet(keys)).includes(undefined)) return false
		await tables.revisions.bulkDelete(keys)
		await tables.attachments.bulkPut(files.map((row) => ({ ...row, kept: 'going' })))
		await tables.records.put({ ...listed, kept: true })
		return true
	})

/**
 * Saves a sequence number at which the server certainly had each attachment. One that is at the server now
 * gets the number of the next sync: this reply may be older than its arrival.
 */
async function markWhenDurable(device: string, newest: number): Promise<void> {
	const rows = await (await database()).attachments.where({ device }).toArray()
	const open = rows.filter(({ state, heard: serverSeq }) => state === 'at-server' && serverSeq === undefined)
	if (open.length === 0) return
	await write(['attachments'], async ({ attachments }) => {
		for (const { name } of open) {
			const row = await attachments.get([device, name])
			if (row?.state !== 'at-server' || row.heard !== undefined) continue
			await attachments.put(row.wasThere ? { ...row, heard: newest } : { ...row, wasThere: true })
		}
	})
}

/**
 * Deletes the files of evicted attachments. The phone may die between row and file: files marked `going` are
 * deleted at the next try.
 */
async function freeFiles(device: string): Promise<void> {
	const rows = await (await database()).attachments.where({ device }).toArray()
	const going = rows.filter(({ kept: eviction }) => eviction === 'going')
	if (going.length === 0) return
	await removeAttachments(going.map(({ name }) => name))
	await write(['attachments'], ({ attachments }) =>
		attachments.bulkPut(going.map((row) => ({ ...row, kept: 'gone' }))),
	)
}
