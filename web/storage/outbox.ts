import type { Role } from '#shared/access/roles'
import { type Document, isAtServer, personDocumentSchema, type ReplyHeader } from '#shared/sync/messages'
import { database, type RevisionRow, write } from './database.ts'
import { sealDocument } from './documents.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { AtWork } from './people-on-phone.ts'
import { openRevision, recordRow, sealRevision } from './records-on-phone.ts'

/** A revision ready to travel. */
export interface Outgoing {
	readonly id: string
	readonly bytes: Uint8Array<ArrayBuffer>
}

/** What waits to be sent, oldest first, parents before children; no more than fits. */
export async function outgoing(
	atWork: AtWork,
	most: { readonly count: number; readonly bytes: number },
): Promise<Outgoing[]> {
	const rows = await waitingRows(atWork.device)
	const chosen: Outgoing[] = []
	let size = 0
	for (const row of rows.slice(0, most.count)) {
		const bytes = await openRevision(atWork, row)
		if (chosen.length > 0 && size + bytes.length > most.bytes) break
		size += bytes.length
		chosen.push({ id: row.id, bytes })
	}
	return chosen
}

const waitingRows = async (device: string): Promise<RevisionRow[]> => {
	const rows = await (await database()).getAllFromIndex('revisions', 'state', [device, 'waiting'])
	return rows.sort((a, b) => a.n - b.n)
}

export interface OutboxState {
	readonly waiting: number
	readonly refused: number
	/** When the oldest that waits was saved, ms; null if none waits. */
	readonly oldestAt: number | null
	readonly newestAt: number
}

export async function outboxState(device: string): Promise<OutboxState> {
	const rows = await waitingRows(device)
	const times = rows.map(({ savedAt }) => savedAt)
	return {
		waiting: rows.length,
		refused: await (await database()).countFromIndex('revisions', 'state', [device, 'refused']),
		oldestAt: times.length > 0 ? Math.min(...times) : null,
		newestAt: Math.max(0, ...times),
	}
}

/** A revision that came from elsewhere: the desk, or another phone of this person. */
export interface Incoming {
	readonly id: string
	readonly bytes: Uint8Array<ArrayBuffer>
	readonly record: string
	readonly n: number
	readonly role: Role
}

/**
 * What a reply says, in one transaction: each acknowledged revision changes its state, what is new is kept, and the
 * cursor moves only together with what it stands for.
 */
export const keepReply = (
	atWork: AtWork,
	reply: ReplyHeader,
	incoming: readonly Incoming[],
	documents: readonly Document[],
	now: number,
): Promise<void> => oneAtATime(() => writeReply(atWork, reply, incoming, documents, now))

async function writeReply(
	atWork: AtWork,
	reply: ReplyHeader,
	incoming: readonly Incoming[],
	documents: readonly Document[],
	now: number,
): Promise<void> {
	const { device } = atWork
	const sealedDocuments = await Promise.all(documents.map((document) => sealDocument(atWork, document)))
	const rows = await Promise.all(
		incoming.map(
			async ({ id, bytes, record, n, role }): Promise<RevisionRow> => ({
				id,
				device,
				record,
				state: 'at-server',
				role,
				n,
				savedAt: now,
				...(await sealRevision(atWork, id, bytes)),
			}),
		),
	)
	// forms first: the lists' rows below are made with them
	if (sealedDocuments.length > 0)
		await write(['documents'], async (trx) => {
			for (const document of sealedDocuments) await trx.objectStore('documents').put(document)
		})
	const records = [...new Set(rows.map(({ record }) => record))]
	const listed = await Promise.all(
		records.map((record) =>
			recordRow(
				atWork,
				record,
				rows.filter((row) => row.record === record),
				now,
			),
		),
	)
	const self = documents.find(({ kind, ref }) => kind === 'person' && ref === atWork.person.id)
	const person = personDocumentSchema.safeParse(self?.body).data
	await write(['enrolments', 'revisions', 'records'], async (trx) => {
		const revisions = trx.objectStore('revisions')
		for (const [id, code] of reply.acks) {
			const row = await revisions.get([device, id])
			if (row?.state === 'waiting')
				await revisions.put({ ...row, state: isAtServer(code) ? 'at-server' : 'refused' })
		}
		for (const row of rows) await revisions.put(row)
		for (const row of listed) if (row) await trx.objectStore('records').put(row)
		const enrolment = await trx.objectStore('enrolments').get(device)
		if (enrolment)
			await trx.objectStore('enrolments').put({
				...enrolment,
				cursor: reply.cursor,
				offsetMs: reply.now - now,
				lastSyncAt: now,
				...(person ? { person } : {}),
			})
	})
}
