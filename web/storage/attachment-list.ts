import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import { getCurrentAnswers } from '#shared/revisions/view'
import { sizeOfAttachment } from './attachments.ts'
import { type AttachmentState, database, type LocalAttachmentRow, write } from './database.ts'
import { isDecoyOpen } from './open-apart.ts'
import type { UnlockedSession } from './people-on-phone.ts'
import { listRecords, recordOnPhone } from './records-on-phone.ts'
import { revisionIn } from './revision-rows.ts'

/*
 * The attachments of finished records, and where they are. A draft's are not in it yet: a picture is often taken twice
 * before it is good, and a line on 2G is paid by the byte.
 */

const revisionsAtATime = 50
/** All keys that begin with the enrolment. */
const allOf = (device: string) => IDBKeyRange.bound([device], [device, []])

/**
 * Takes up what revisions name that were not looked into yet; after an update of the app these are all that the phone
 * has. Each is opened once.
 */
export async function indexAttachments(atWork: UnlockedSession): Promise<void> {
	const { device } = atWork
	const db = await database()
	const read = new Set((await db.getAllKeys('namesRead', allOf(device))).map(([, id]) => id))
	const unread = (await db.getAllKeys('revisions', allOf(device))).filter(([, id]) => !read.has(id))
	if (unread.length === 0) return
	const finished = (await listRecords(atWork)).filter(({ status }) => status !== 'draft')
	const records = new Set(finished.map(({ id }) => id))
	for (let at = 0; at < unread.length; at += revisionsAtATime)
		await listRevisionAttachments(atWork, unread.slice(at, at + revisionsAtATime), records)
}

async function listRevisionAttachments(
	atWork: UnlockedSession,
	keys: readonly [device: string, id: string][],
	finished: ReadonlySet<string>,
): Promise<void> {
	const db = await database()
	const found: LocalAttachmentRow[] = []
	const read: string[] = []
	for (const key of keys) {
		const row = await db.get('revisions', key)
		if (!row || !finished.has(row.record)) continue
		const revision = await revisionIn(atWork, row)
		// damaged: it may come back from the server, and is read then
		if (!revision) continue
		for (const name of attachmentsNamedBy(Object.values(revision.set)))
			found.push(...(await rowsFor(atWork, row, name, revision.device === atWork.device)))
		read.push(row.id)
	}
	if (read.length === 0) return
	await write(['attachments', 'namesRead'], async (trx) => {
		const attachments = trx.objectStore('attachments')
		for (const row of found) {
			const known = await attachments.get([row.device, row.name])
			const revisions = [...new Set([...(known?.revisions ?? []), ...row.revisions])]
			await attachments.put({ ...(known ?? row), revisions })
		}
		for (const revision of read) await trx.objectStore('namesRead').put({ device: atWork.device, revision })
	})
}

/** One that is not here is lost if this phone took it and somebody would miss it; else it lies on another phone, or nowhere. */
async function rowsFor(
	atWork: UnlockedSession,
	{ record, id }: { readonly record: string; readonly id: string },
	name: string,
	isOwn: boolean,
): Promise<LocalAttachmentRow[]> {
	const row = { device: atWork.device, name, record, revisions: [id] }
	const size = await sizeOfAttachment(name)
	if (size !== null) return [{ ...row, state: 'waiting', size }]
	return isOwn && (await isStanding(atWork, record, name)) ? [{ ...row, state: 'lost', size: 0 }] : []
}

async function isStanding(atWork: UnlockedSession, record: string, name: string): Promise<boolean> {
	const found = await recordOnPhone(atWork, record)
	return found !== null && attachmentsNamedBy(getCurrentAnswers(found.state).values()).includes(name)
}

export const listAttachments = async (device: string): Promise<LocalAttachmentRow[]> =>
	isDecoyOpen(device) ? [] : (await database()).getAllFromIndex('attachments', 'device', device)

/** Of these, how many are at the server, and how many of those on this phone are not; of the others it knows nothing. */
export async function attachmentsOnPhone(
	device: string,
	names: readonly string[],
): Promise<{ atServer: number; waiting: number }> {
	const db = await database()
	const count = { atServer: 0, waiting: 0 }
	for (const name of names) {
		const row = await db.get('attachments', [device, name])
		if (row?.state === 'at-server') count.atServer++
		else if (row?.state === 'waiting' || (await sizeOfAttachment(name)) !== null) count.waiting++
	}
	return count
}

/** Those that can be sent: the server has a revision that names them. A lost one is tried when somebody asks for it. */
export async function attachmentsToSend(device: string, isAsked: boolean): Promise<LocalAttachmentRow[]> {
	const db = await database()
	const keys = await db.getAllKeysFromIndex('revisions', 'state', [device, 'at-server'])
	const atServer = new Set(keys.map(([, id]) => id))
	return (await listAttachments(device)).filter(
		({ state, revisions }) =>
			(state === 'waiting' || (state === 'lost' && isAsked)) && revisions.some((id) => atServer.has(id)),
	)
}

export const markAttachment = (
	{ device, name }: Pick<LocalAttachmentRow, 'device' | 'name'>,
	state: AttachmentState,
): Promise<void> =>
	write(['attachments'], async (trx) => {
		const row = await trx.objectStore('attachments').get([device, name])
		if (row && row.state !== state) await trx.objectStore('attachments').put({ ...row, state })
	})

const wifiKey = 'attachments-only-by-wifi'

/** Somebody pays for this phone's bytes: what is large waits for Wi-Fi. */
export const isOnlyByWifi = async (): Promise<boolean> =>
	(await (await database()).get('settings', wifiKey))?.value === 'yes'

export const setOnlyByWifi = (isOn: boolean): Promise<unknown> =>
	write(['settings'], (trx) => trx.objectStore('settings').put({ key: wifiKey, value: isOn ? 'yes' : 'no' }))
