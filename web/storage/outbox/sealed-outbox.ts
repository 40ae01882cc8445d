import type { ReplyHeader } from '#shared/sync/messages'
import { database, isDatabaseNewer, type RevisionRow } from '../database/database.ts'
import { withRecordLock } from '../database/record-lock.ts'
import {
	type BatchLimits,
	deleteErased,
	type OutgoingRevision,
	outboxState,
	waitingRows,
	writeAcknowledgements,
} from './outbox.ts'

/*
 * Selects what can be sent before a PIN is entered: revisions that were sealed to the project's key and
 * signed when they were saved. Nothing here decrypts anything.
 */

type Ready = RevisionRow & Required<Pick<RevisionRow, 'sealed' | 'signature'>>

const readyRows = async (device: string): Promise<Ready[]> =>
	(await waitingRows(device)).filter(
		(row): row is Ready => row.sealed !== undefined && row.signature !== undefined,
	)

/** Selects the next revisions to send within the limits, oldest first. */
export async function selectSealedOutgoing(device: string, most: BatchLimits): Promise<OutgoingRevision[]> {
	const chosen: OutgoingRevision[] = []
	let size = 0
	for (const { id, sealed, signature, again } of await readyRows(device)) {
		if (chosen.length === most.count) break
		if (chosen.length > 0 && size + sealed.length > most.bytes) break
		size += sealed.length
		chosen.push({ id, bytes: sealed, isSealed: true, isFromRow: true, signature, isResend: again ?? false })
	}
	return chosen
}

/** Applies only the acknowledgements of a reply, and its checkpoint. */
export const applyAcknowledgements = (device: string, header: ReplyHeader, now: number): Promise<void> =>
	withRecordLock(async () => {
		if (!isDatabaseNewer()) await deleteErased(device, header, [], null)
		await writeAcknowledgements(device, header, now)
	})

/** Counts of an enrolment that a locked phone may show, without content of records. */
export interface LockedState {
	/** Number of revisions that can be sent without the PIN, and when the newest was saved. */
	readonly ready: number
	readonly newestAt: number
	/** Number of records with unsent revisions. */
	readonly records: number
	/** Number of those records that need the PIN. */
	readonly needPin: number
	/**
	 * Number of records that are not sent automatically: the server rejected a revision, or it is damaged here.
	 */
	readonly refused: number
	/** Number of attachments: they are sent when their person is signed in. */
	readonly files: number
}

export async function lockedState(device: string): Promise<LockedState> {
	const ready = await readyRows(device)
	const isReady = new Set(ready.map(({ id }) => id))
	const others = (await waitingRows(device)).filter(({ id }) => !isReady.has(id))
	const { records, refused } = await outboxState(device)
	const files = await (await database()).attachments.where({ device }).toArray()
	return {
		ready: ready.length,
		newestAt: Math.max(0, ...ready.map(({ savedAt }) => savedAt)),
		records,
		needPin: new Set(others.map(({ record }) => record)).size,
		refused,
		files: files.filter(({ state }) => state === 'waiting').length,
	}
}
