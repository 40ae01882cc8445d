import type { Role } from '#shared/access/roles'
import type { Bytes } from '#shared/kernel/bytes'
import { withMark } from '#shared/sync/marks'
import { isAtServer, personDocumentSchema, type ReplyHeader } from '#shared/sync/messages'
import { certifiedIn, type IncomingCertificate, sealCertificate } from './certificates.ts'
import {
	database,
	type EnrolmentRow,
	isDatabaseNewer,
	keysIn,
	type LocalAttachmentRow,
	type RevisionRow,
	type RevisionState,
	write,
} from './database.ts'
import { diskState, ensureSpace } from './disk-guard.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { isDecoyOpen } from './open-apart.ts'
import { enrolmentOf, type UnlockedSession } from './people-on-phone.ts'
import { recordRow } from './records-on-phone.ts'
import { openRevision, sealRevision } from './revision-rows.ts'
import { type IncomingDocument, piecesBefore, sealDocument } from './seal-document.ts'

/** A revision ready to travel: sealed to the project's key, or deflated where this phone has none. */
export interface OutgoingRevision {
	readonly id: string
	readonly bytes: Bytes
	readonly isSealed: boolean
	/** As it was sealed when it was saved: the project may have had another key then. */
	readonly isFromRow: boolean
	/** Of its author; null for what this enrolment wrote before it signed at once. */
	readonly signature: Bytes | null
	/** The server had it and was set back. */
	readonly isResend: boolean
}

/** No more than so many, and so many bytes, go at once. */
export interface BatchLimits {
	readonly count: number
	readonly bytes: number
	/** For a file: these are in it already, and what only a receipt names is in another one. */
	readonly inFile?: ReadonlySet<string>
}

/**
 * What waits to be sent, reports first, then oldest first, parents before children; no more than fits. A row that is damaged is marked and
 * passed over: it must not hold up the others.
 */
export async function selectOutgoing(
	atWork: UnlockedSession,
	most: BatchLimits,
	sealingKey: string | undefined,
): Promise<OutgoingRevision[]> {
	const states = most.inFile ? (['waiting'] as const) : toGo
	const rows = (await Promise.all(states.map((state) => rowsIn(atWork.device, state)))).flat()
	const chosen: OutgoingRevision[] = []
	let size = 0
	for (const row of rows) {
		if (most.inFile?.has(row.id)) continue
		if (chosen.length === most.count) break
		const { id } = row
		const deflated = await openRevision(atWork, row).catch(() => null)
		const sealed = row.sealed ?? (deflated && sealingKey && (await seal(sealingKey, id, deflated)))
		const bytes = sealed || deflated
		if (!deflated) await wantBack(row, bytes ? row.state : 'unreadable')
		if (!bytes) continue
		if (chosen.length > 0 && size + bytes.length > most.bytes) break
		size += bytes.length
		const signature = row.signature ?? null
		chosen.push({
			id,
			bytes,
			isSealed: bytes === sealed,
			isFromRow: row.sealed !== undefined,
			signature,
			isResend: row.again ?? false,
		})
	}
	return chosen
}

/** Null where it cannot be: in plain it goes no worse than before there was a key. */
const seal = (sealingKey: string, id: string, deflated: Bytes): Promise<Bytes | null> =>
	import('./seal-for-server.ts')
		.then(({ sealForServer }) => sealForServer(sealingKey, id, deflated))
		.catch(() => null)

/**
 * What can no longer be read here comes back by its name: its sealed copy goes to the server, or the server has it all the same,
 * and the reply that said so was lost.
 */
const wantBack = ({ device, id }: RevisionRow, state: RevisionState): Promise<void> =>
	write(['revisions', 'enrolments'], async (trx) => {
		const row = await trx.objectStore('revisions').get([device, id])
		if (row?.state !== 'waiting' && row?.state !== 'by-receipt') return
		if (state !== row.state) await trx.objectStore('revisions').put({ ...row, state })
		const enrolment = await trx.objectStore('enrolments').get(device)
		const { wants = [] } = enrolment ?? {}
		if (enrolment && !wants.includes(id))
			await trx.objectStore('enrolments').put({ ...enrolment, wants: [...wants, id] })
	})

/** What goes to the server when the two meet: what it has not, and what only a receipt says that it has. */
const toGo = ['waiting', 'by-receipt'] as const
export async function listUnsentIds(device: string): Promise<string[]> {
	const db = await database()
	const keys = await Promise.all(
		toGo.map((state) => db.getAllKeysFromIndex('revisions', 'state', [device, state])),
	)
	return keys.flat().map(([, id]) => id)
}

const rowsIn = async (device: string, state: RevisionState): Promise<RevisionRow[]> => {
	const rows = await (await database()).getAllFromIndex('revisions', 'state', [device, state])
	return rows.sort((a, b) => Number(b.first ?? false) - Number(a.first ?? false) || a.n - b.n)
}
export const waitingRows = (device: string): Promise<RevisionRow[]> => rowsIn(device, 'waiting')

export interface OutboxState {
	/** Revisions that wait, and the records that they belong to. */
	readonly waiting: number
	readonly records: number
	/** Records of which something could not be taken by the server, or is damaged here. */
	readonly refused: number
	/** When the oldest that waits was saved, ms; null if none waits. */
	readonly oldestAt: number | null
	readonly newestAt: number
}

/** `leaving`: revisions that are on their way just now and no longer counted. */
export async function outboxState(
	device: string,
	leaving: ReadonlySet<string> = new Set(),
): Promise<OutboxState> {
	const rows = isDecoyOpen(device) ? [] : (await waitingRows(device)).filter(({ id }) => !leaving.has(id))
	const times = rows.map(({ savedAt }) => savedAt)
	const db = await database()
	const stuck = isDecoyOpen(device)
		? []
		: [
				...(await db.getAllFromIndex('revisions', 'state', [device, 'refused'])),
				...(await db.getAllFromIndex('revisions', 'state', [device, 'unreadable'])),
			]
	const countRecords = (some: readonly RevisionRow[]) => new Set(some.map(({ record }) => record)).size
	return {
		waiting: rows.length,
		records: countRecords(rows),
		refused: countRecords(stuck),
		oldestAt: times.length > 0 ? Math.min(...times) : null,
		newestAt: Math.max(0, ...times),
	}
}

/** A revision that came from elsewhere: the desk, or another phone of this person. */
export interface Incoming {
	readonly id: string
	/** As it travelled. */
	readonly deflated: Bytes
	readonly record: string
	readonly n: number
	readonly role: Role
	readonly signature: Bytes | null
	/** Values of it were forgotten at the server. */
	readonly redacted?: true
}

/** One reply of the server, opened. */
export interface SyncResponseToApply {
	readonly header: ReplyHeader
	readonly incoming: readonly Incoming[]
	readonly documents: readonly IncomingDocument[]
	readonly certificates: readonly IncomingCertificate[]
	/** From where on the feed has something that this version of the app did not understand. */
	readonly notUnderstood: EnrolmentRow['notUnderstood']
}

/**
 * What a reply says: documents first, since lists are made with them, and then in one transaction each acknowledgement,
 * what is new, and the cursor, which moves only together with what it stands for. A reply kept twice is kept once.
 *
 * On a phone that is nearly full, or whose database is a newer app's, only the acknowledgements are kept: what is new is
 * heard another time, since the cursor stays. True if all of it was kept.
 */
export const applySyncResponse = (
	atWork: UnlockedSession,
	reply: SyncResponseToApply,
	now: number,
): Promise<boolean> =>
	oneAtATime(async () => {
		await ensureSpace()
		if (!isDatabaseNewer()) await deleteErased(atWork.device, reply.header, reply.documents, atWork)
		const incoming = reply.incoming.some(({ redacted }) => redacted)
			? await (await import('./forget-values.ts')).applyRedactions(atWork, reply.incoming)
			: reply.incoming
		const isAll = diskState() === 'roomy' && !isDatabaseNewer()
		if (isAll) await writeReply(atWork, { ...reply, incoming }, now)
		else await writeAcknowledgements(atWork.device, reply.header, now)
		return isAll
	})

/** Almost never is there any: what it takes comes in a piece of its own. */
export async function deleteErased(
	device: string,
	{ acks }: Pick<ReplyHeader, 'acks'>,
	documents: readonly IncomingDocument[],
	atWork: UnlockedSession | null,
): Promise<void> {
	if (acks.some(([, code]) => code === 'destroyed') || documents.some(({ kind }) => kind === 'destroyed'))
		await (await import('./forget-destroyed.ts')).deleteErasedRecords(device, { acks, documents }, atWork)
}

/** Of a reply only what became of what was sent; see `applySyncResponse`. */
export async function writeAcknowledgements(device: string, header: ReplyHeader, now: number): Promise<void> {
	await write(['enrolments', 'revisions'], async (trx) => {
		await acknowledge(trx.objectStore('revisions'), device, header)
		const enrolment = await trx.objectStore('enrolments').get(device)
		if (enrolment)
			await trx
				.objectStore('enrolments')
				.put({ ...enrolment, ...marksAfter(enrolment, header), ...keysIn(header), lastSyncAt: now })
	})
}

/** With every acknowledgement goes where the server stood, or a set-back to before it could not be noticed. A server that was set back is no mark. */
const marksAfter = (
	{ marks = [] }: EnrolmentRow,
	{ head, rewound }: ReplyHeader,
): Pick<EnrolmentRow, 'marks'> => (rewound ? {} : { marks: withMark(marks, [head.seq, head.chain]) })

interface Attachments {
	index(name: 'device'): { getAll(device: string): Promise<LocalAttachmentRow[]> }
	put(row: LocalAttachmentRow): Promise<unknown>
}

/** Which attachments a server lost nobody knows: those that it has it says so of at once. */
export async function requeueAttachments(attachments: Attachments, device: string): Promise<void> {
	for (const row of await attachments.index('device').getAll(device))
		if (row.state === 'at-server' && row.kept === undefined) {
			const { wasThere: _, heard: __, ...rest } = row
			await attachments.put({ ...rest, state: 'waiting' })
		}
}

interface Revisions {
	get(key: [device: string, id: string]): Promise<RevisionRow | undefined>
	put(row: RevisionRow): Promise<unknown>
}

async function acknowledge(
	revisions: Revisions,
	device: string,
	{ acks, head, rewound }: Pick<ReplyHeader, 'acks' | 'head' | 'rewound'>,
): Promise<void> {
	for (const [id, code] of acks) {
		// without a mark beside it nobody would notice that this, too, was lost: it goes once more, and counts then
		if (rewound && isAtServer(code)) continue
		const row = await revisions.get([device, id])
		if (row?.state !== 'waiting' && row?.state !== 'by-receipt') continue
		const { sealed, again, ...rest } = row
		// damaged on its way, or sealed to a key that the server does not have: it waits, and is sealed anew when it goes again
		if (code === 'bad-hash' || code === 'key-unknown') {
			if (sealed) await revisions.put({ ...rest, ...(again ? { again } : {}) })
			continue
		}
		await revisions.put({ ...rest, state: code === 'too-big' ? 'refused' : 'at-server', heard: head.seq })
	}
}

/** Almost never is there a form or a key among them: what looks at these comes in a piece of its own. */
async function acceptedOf(
	atWork: UnlockedSession,
	header: ReplyHeader,
	documents: readonly IncomingDocument[],
	now: number,
): Promise<readonly IncomingDocument[]> {
	if (!documents.some(({ kind }) => kind === 'form' || kind === 'role-key')) return documents
	const [{ acceptDocuments }, { saveSecurityEvents }] = await Promise.all([
		import('./accept-documents.ts'),
		import('./security-notes.ts'),
	])
	const { serverKey } = await enrolmentOf(atWork.device)
	const serverKeys = [serverKey, header.serverKey].filter((key) => key !== undefined)
	const { documents: accepted, events } = await acceptDocuments(atWork, documents, serverKeys)
	if (events.length > 0) await saveSecurityEvents(atWork, events, now)
	return accepted
}

async function writeReply(
	atWork: UnlockedSession,
	{ header, incoming, documents, certificates, notUnderstood }: SyncResponseToApply,
	now: number,
): Promise<void> {
	const { device } = atWork
	const accepted = await acceptedOf(atWork, header, documents, now)
	const sealedDocuments = await Promise.all([
		...accepted.map((document) => sealDocument(atWork, document)),
		...certificates.map(async (certificate) => [await sealCertificate(atWork, certificate)]),
	])
	const rows = await Promise.all(
		incoming.map(
			async ({ id, deflated, record, n, role, signature, redacted }): Promise<RevisionRow> => ({
				id,
				device,
				record,
				state: 'at-server',
				role,
				n,
				savedAt: now,
				heard: header.head.seq,
				...(signature ? { signature } : {}),
				...(redacted ? { redacted } : {}),
				...(await sealRevision(atWork, id, deflated)),
			}),
		),
	)
	if (sealedDocuments.length > 0)
		await write(['documents'], async (trx) => {
			const store = trx.objectStore('documents')
			for (const rows of sealedDocuments) {
				const [first] = rows
				if (first) await store.delete(piecesBefore(first))
				for (const row of rows) await store.put(row)
			}
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
	await write(['enrolments', 'revisions', 'records', 'attachments'], async (trx) => {
		const revisions = trx.objectStore('revisions')
		await acknowledge(revisions, device, header)
		for (const row of rows) await revisions.put(row)
		for (const { row } of listed) if (row) await trx.objectStore('records').put(row)
		const enrolment = await trx.objectStore('enrolments').get(device)
		// photographs have no number, so that no mark tells whether a server that was put back has them
		if (enrolment && header.era !== undefined && header.era !== enrolment.era)
			await requeueAttachments(trx.objectStore('attachments'), device)
		const come = new Set(rows.map(({ id }) => id))
		const before = (enrolment?.wants ?? []).filter((id) => !come.has(id))
		const wants = [...new Set([...before, ...listed.flatMap(({ missing }) => missing)])]
		if (enrolment)
			await trx.objectStore('enrolments').put({
				...enrolment,
				wants,
				...marksAfter(enrolment, header),
				...keysIn(header),
				...certifiedIn(device, certificates, header.serverKey ?? enrolment.serverKey),
				...(header.sealingKey === undefined ? {} : { isKeyDoubted: false }),
				...(header.era === undefined ? {} : { era: header.era }),
				durable: header.durable,
				cursor: header.cursor,
				notUnderstood,
				offsetMs: header.now - now,
				lastSyncAt: now,
				...(person ? { person } : {}),
			})
	})
}
