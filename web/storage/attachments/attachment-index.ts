import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { database, write } from '../database/database.ts'
import type { AttachmentState, LocalAttachmentRow } from '../database/rows.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { personSettings, savePersonSettings } from '../enrolment/person-settings.ts'
import { listRecords, recordOnPhone } from '../records/records.ts'
import { revisionIn } from '../records/revision-rows.ts'
import { isDecoyOpen } from '../vault/decoy-session.ts'
import { sizeOfAttachment } from './attachments.ts'

/*
 * Attachments of finished records and where they are. Those of drafts are not listed yet: a picture is often
 * taken twice before it is good, and data on 2G is paid by the byte.
 */

const revisionBatchSize = 50

/**
 * Lists the attachments of revisions that were not read yet; after an update of the app these are all
 * revisions. Each one is decrypted once.
 */
export async function indexAttachments(vaultSession: VaultSession): Promise<void> {
	const { device } = vaultSession
	const db = await database()
	const read = new Set((await db.namesRead.where({ device }).primaryKeys()).map(([, id]) => id))
	const unread = (await db.revisions.where({ device }).primaryKeys()).filter(([, id]) => !read.has(id))
	if (unread.length === 0) return
	const finished = (await listRecords(vaultSession)).filter(({ status }) => status !== 'draft')
	const records = new Set(finished.map(({ id }) => id))
	for (let at = 0; at < unread.length; at += revisionBatchSize)
		await listRevisionAttachments(vaultSession, unread.slice(at, at + revisionBatchSize), records)
}

async function listRevisionAttachments(
	vaultSession: VaultSession,
	keys: readonly [device: string, id: string][],
	finished: ReadonlySet<string>,
): Promise<void> {
	const db = await database()
	const found: LocalAttachmentRow[] = []
	const read: string[] = []
	for (const key of keys) {
		const row = await db.revisions.get(key)
		if (!row || !finished.has(row.record)) continue
		const revision = await revisionIn(vaultSession, row)
		// damaged: the server may send it again, and it is read then
		if (!revision) continue
		for (const name of attachmentsNamedBy(Object.values(revision.set)))
			found.push(...(await rowsFor(vaultSession, row, name, revision.device === vaultSession.device)))
		read.push(row.id)
	}
	if (read.length === 0) return
	await write(['attachments', 'namesRead'], async ({ attachments, namesRead }) => {
		for (const row of found) {
			const known = await attachments.get([row.device, row.name])
			const revisions = [...new Set([...(known?.revisions ?? []), ...row.revisions])]
			await attachments.put({ ...(known ?? row), revisions })
		}
		await namesRead.bulkPut(read.map((revision) => ({ device: vaultSession.device, revision })))
	})
}

/**
 * Rows for an attachment. One without a file here is lost if this phone took it and the record still names
 * it; otherwise it is on another phone or nowhere, and gets no row.
 */
async function rowsFor(
	vaultSession: VaultSession,
	{ record, id }: { readonly record: string; readonly id: string },
	name: string,
	isOwn: boolean,
): Promise<LocalAttachmentRow[]> {
	const row = { device: vaultSession.device, name, record, revisions: [id] }
	const size = await sizeOfAttachment(name)
	if (size !== null) return [{ ...row, state: 'waiting', size }]
	return isOwn && (await isNamedByRecord(vaultSession, record, name))
		? [{ ...row, state: 'lost', size: 0 }]
		: []
}

async function isNamedByRecord(vaultSession: VaultSession, record: string, name: string): Promise<boolean> {
	const found = await recordOnPhone(vaultSession, record)
	return found !== null && attachmentsNamedBy(getCurrentAnswers(found.state).values()).includes(name)
}

export const listAttachments = async (device: string): Promise<LocalAttachmentRow[]> =>
	isDecoyOpen(device) ? [] : (await database()).attachments.where({ device }).toArray()

/**
 * Counts, among these attachments, those that the server has and those on this phone that it does not have.
 * Others are not counted.
 */
export async function attachmentsOnPhone(
	device: string,
	names: readonly string[],
): Promise<{ atServer: number; waiting: number }> {
	const rows = await (await database()).attachments.bulkGet(names.map((name) => [device, name]))
	const count = { atServer: 0, waiting: 0 }
	for (const [at, name] of names.entries()) {
		const row = rows[at]
		if (row?.state === 'at-server') count.atServer++
		else if (row?.state === 'waiting' || (await sizeOfAttachment(name)) !== null) count.waiting++
	}
	return count
}

/**
 * Attachments that can be sent: the server has a revision that names them. Lost ones are retried only on
 * request (`isRequested`).
 */
export async function attachmentsToSend(device: string, isRequested: boolean): Promise<LocalAttachmentRow[]> {
	const db = await database()
	const keys = await db.revisions.where({ device, state: 'at-server' }).primaryKeys()
	const atServer = new Set(keys.map(([, id]) => id))
	return (await listAttachments(device)).filter(
		({ state, revisions }) =>
			(state === 'waiting' || (state === 'lost' && isRequested)) && revisions.some((id) => atServer.has(id)),
	)
}

export const markAttachment = (
	{ device, name }: Pick<LocalAttachmentRow, 'device' | 'name'>,
	state: AttachmentState,
): Promise<void> =>
	write(['attachments'], async ({ attachments }) => {
		const row = await attachments.get([device, name])
		if (row && row.state !== state) await attachments.put({ ...row, state })
	})

/** Setting of the whole phone, until a person chooses. */
const wifiKey = 'attachments-only-by-wifi'

/** True if attachments wait for Wi-Fi while this person works, because mobile data is paid for. */
export const isOnlyByWifi = async (device: string): Promise<boolean> =>
	(await personSettings(device)).isOnlyByWifi ??
	(await (await database()).settings.get(wifiKey))?.value === 'yes'

export const setOnlyByWifi = (device: string, isOn: boolean): Promise<unknown> =>
	savePersonSettings(device, { isOnlyByWifi: isOn })
