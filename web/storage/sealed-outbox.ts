import type { ReplyHeader } from '#shared/sync/messages'
import { database, isDatabaseNewer, type RevisionRow } from './database.ts'
import { oneAtATime } from './one-at-a-time.ts'
import {
	type BatchLimits,
	deleteErased,
	type OutgoingRevision,
	outboxState,
	waitingRows,
	writeAcknowledgements,
} from './outbox.ts'

/*
 * What can be sent while nobody has typed a PIN: revisions that were sealed to the project's key and signed when they were
 * saved. Nothing here opens anything.
 */

type Ready = RevisionRow & Required<Pick<RevisionRow, 'sealed' | 'signature'>>

const readyRows = async (device: string): Promise<Ready[]> =>
	(await waitingRows(device)).filter(
		(row): row is Ready => row.sealed !== undefined && row.signature !== undefined,
	)

/** What goes next, oldest first; no more than fits. */
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

/** Of a reply only what became of what was sent, and where the server stood then. */
export const applyAcknowledgements = (device: string, header: ReplyHeader, now: number): Promise<void> =>
	oneAtATime(async () => {
		if (!isDatabaseNewer()) await deleteErased(device, header, [], null)
		await writeAcknowledgements(device, header, now)
	})

/** What a locked phone may say of an enrolment: counts, and nothing of any record. */
export interface LockedState {
	/** Revisions that can go without the PIN, and when the newest was saved. */
	readonly ready: number
	readonly newestAt: number
	/** Records of which something waits. */
	readonly records: number
	/** Of these, the ones that wait for the PIN. */
	readonly needPin: number
	/** Records that do not go by themselves: the server could not take something, or it is damaged here. */
	readonly refused: number
	/** Photos, sound and files: they go when their person is at work. */
	readonly files: number
}

export async function lockedState(device: string): Promise<LockedState> {
	const ready = await readyRows(device)
	const isReady = new Set(ready.map(({ id }) => id))
	const others = (await waitingRows(device)).filter(({ id }) => !isReady.has(id))
	const { records, refused } = await outboxState(device)
	const files = await (await database()).getAllFromIndex('attachments', 'device', device)
	return {
		ready: ready.length,
		newestAt: Math.max(0, ...ready.map(({ savedAt }) => savedAt)),
		records,
		needPin: new Set(others.map(({ record }) => record)).size,
		refused,
		files: files.filter(({ state }) => state === 'waiting').length,
	}
}
