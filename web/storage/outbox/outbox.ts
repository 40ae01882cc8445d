import type { Bytes } from '#shared/kernel/bytes'
import type { Role } from '#shared/people/roles'
import { withMark } from '#shared/sync/checkpoints'
import { isAtServer, personDocumentSchema, type ReplyHeader } from '#shared/sync/messages'
import { database, isDatabaseNewer, write } from '../database/database.ts'
import { diskState, ensureSpace } from '../database/disk-guard.ts'
import { withRecordLock } from '../database/record-lock.ts'
import { type EnrolmentRow, keysIn, type RevisionRow, type RevisionState } from '../database/rows.ts'
import type { PhoneTables } from '../database/schema.ts'
import { certifiedIn, type IncomingCertificate, sealCertificate } from '../enrolment/certificates.ts'
import { enrolmentOf, type VaultSession } from '../enrolment/enrolments.ts'
import { deleteOldLandmarks } from '../records/landmarks.ts'
import { recordRow } from '../records/records.ts'
import { openRevision, sealRevision } from '../records/revision-rows.ts'
import { deletePieces, type IncomingDocument, sealDocument } from '../records/seal-document.ts'
import { isDecoyOpen } from '../vault/decoy-session.ts'

/** A revision ready to be sent: sealed to the project's key, or deflated if this phone has none. */
export interface OutgoingRevision {
	readonly id: string
	readonly bytes: Bytes
	readonly isSealed: boolean
	/** True if it was sealed when it was saved: the project may have had another key then. */
	readonly isFromRow: boolean
	/** Signature of the author; null for older revisions, which were not signed when saved. */
	readonly signature: Bytes | null
	/** True if the server had it and was restored to an earlier backup. */
	readonly isResend: boolean
}

/** Maximum number of revisions and bytes in one request. */
export interface BatchLimits {
	readonly count: number
	readonly bytes: number
	/**
	 * For an offline file: ids that are in it already. Revisions with a receipt were in an earlier file and are
	 * left out.
	 */
	readonly inFile?: ReadonlySet<string>
}

/**
 * Selects unsent revisions for one request: reports first, then oldest first, parents before children. A
 * damaged row is marked and skipped: it must not block the others.
 */
export async function selectOutgoing(
	vaultSession: VaultSession,
	most: BatchLimits,
	sealingKey: string | undefined,
): Promise<OutgoingRevision[]> {
	const states = most.inFile ? (['waiting'] as const) : toGo
	const rows = (await Promise.all(states.map((state) => rowsIn(vaultSession.device, state)))).flat()
	const chosen: OutgoingRevision[] = []
	let size = 0
	for (const row of rows) {
		if (most.inFile?.has(row.id)) continue
		if (chosen.length === most.count) break
		const { id } = row
		const deflated = await openRevision(vaultSession, row).catch(() => null)
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

/**
 * Returns the sealed frame; null if sealing fails. Then it is sent unsealed, as before there was a project
 * key.
 */
const seal = (sealingKey: string, id: string, deflated: Bytes): Promise<Bytes | null> =>
	import('../records/seal-for-server.ts')
		.then(({ sealForServer }) => sealForServer(sealingKey, id, deflated))
		.catch(() => null)

/**
 * Requests a damaged revision by its id: its sealed copy is sent, or the server has it already and the reply
 * was lost.
 */
const wantBack = ({ device, id }: RevisionRow, state: RevisionState): Promise<void> =>
	write(['revisions', 'enrolments'], async ({ enrolments, revisions }) => {
		const row = await revisions.get([device, id])
		if (row?.state !== 'waiting' && row?.state !== 'by-receipt') return
		if (state !== row.state) await revisions.put({ ...row, state })
		const enrolment = await enrolments.get(device)
		const { wants = [] } = enrolment ?? {}
		if (enrolment && !wants.includes(id)) await enrolments.update(device, { wants: [...wants, id] })
	})

/** States that are sent at the next sync: unsent, and acknowledged only by a receipt. */
const toGo = ['waiting', 'by-receipt'] as const
export async function listUnsentIds(device: string): Promise<string[]> {
	const db = await database()
	const keys = await Promise.all(toGo.map((state) => db.revisions.where({ device, state }).primaryKeys()))
	return keys.flat().map(([, id]) => id)
}

const rowsIn = async (device: string, state: RevisionState): Promise<RevisionRow[]> => {
	const rows = await (await database()).revisions.where({ device, state }).toArray()
	return rows.sort((a, b) => Number(b.first ?? false) - Number(a.first ?? false) || a.n - b.n)
}
export const waitingRows = (device: string): Promise<RevisionRow[]> => rowsIn(device, 'waiting')

export interface OutboxState {
	/** Number of unsent revisions, and of the records that they belong to. */
	readonly waiting: number
	readonly records: number
	/** Number of records with a revision that the server rejected or that is damaged here. */
	readonly refused: number
	/** When the oldest unsent revision was saved, ms since 1970; null if none is unsent. */
	readonly oldestAt: number | null
	readonly newestAt: number
}

/** @param leaving Ids of revisions that are being sent at the moment; they are not counted. */
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
				...(await db.revisions.where({ device, state: 'refused' }).toArray()),
				...(await db.revisions.where({ device, state: 'unreadable' }).toArray()),
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

/** A revision that was received: from the desk, or from another phone of this person. */
export interface Incoming {
	readonly id: string
	/** The revision as received, deflated. */
	readonly deflated: Bytes
	readonly record: string
	readonly n: number
	readonly role: Role
	readonly signature: Bytes | null
	/** The server has redacted values of it. */
	readonly redacted?: true
}

/** A decrypted reply of the server. */
export interface SyncResponseToApply {
	readonly header: ReplyHeader
	readonly incoming: readonly Incoming[]
	readonly documents: readonly IncomingDocument[]
	readonly certificates: readonly IncomingCertificate[]
	/** Feed position from which something was not understood by this app version; null if all was. */
	readonly notUnderstood: EnrolmentRow['notUnderstood']
}

/**
 * Applies a reply: documents first, since lists need them, then in one transaction every acknowledgement, the
 * new revisions and the cursor, which moves only together with them. Idempotent.
 * On a phone that is nearly full, or whose database belongs to a newer app, only the acknowledgements are
 * applied: the cursor stays, so the rest is received again. True if all of it was applied.
 */
export const applySyncResponse = (
	vaultSession: VaultSession,
	reply: SyncResponseToApply,
	now: number,
): Promise<boolean> =>
	withRecordLock(async () => {
		await ensureSpace()
		if (!isDatabaseNewer())
			await deleteErased(vaultSession.device, reply.header, reply.documents, vaultSession)
		const incoming = reply.incoming.some(({ redacted }) => redacted)
			? await (await import('../eviction/apply-redactions.ts')).applyRedactions(vaultSession, reply.incoming)
			: reply.incoming
		const isAll = diskState() === 'roomy' && !isDatabaseNewer()
		if (isAll) await writeReply(vaultSession, { ...reply, incoming }, now)
		else await writeAcknowledgements(vaultSession.device, reply.header, now)
		return isAll
	})

/** Loads the code for erasures on demand, since they are rare. */
export async function deleteErased(
	device: string,
	{ acks }: Pick<ReplyHeader, 'acks'>,
	documents: readonly IncomingDocument[],
	vaultSession: VaultSession | null,
): Promise<void> {
	if (acks.some(([, code]) => code === 'destroyed') || documents.some(({ kind }) => kind === 'destroyed'))
		await (await import('../eviction/delete-erased.ts')).deleteErasedRecords(
			device,
			{ acks, documents },
			vaultSession,
		)
}

/** Applies only the acknowledgements of a reply; see `applySyncResponse`. */
export async function writeAcknowledgements(device: string, header: ReplyHeader, now: number): Promise<void> {
	await write(['enrolments', 'revisions'], async ({ enrolments, revisions }) => {
		await acknowledge(revisions, device, header)
		const enrolment = await enrolments.get(device)
		if (enrolment)
			await enrolments.update(device, {
				...marksAfter(enrolment, header),
				...keysIn(header),
				lastSyncAt: now,
			})
	})
}

/**
 * Adds the reply's checkpoint: without one for each acknowledgement, a restore to an earlier state could not
 * be noticed. A reply from a restored server adds none.
 */
const marksAfter = (
	{ marks = [] }: EnrolmentRow,
	{ head, rewound }: ReplyHeader,
): Pick<EnrolmentRow, 'marks'> => (rewound ? {} : { marks: withMark(marks, [head.seq, head.chain]) })

/**
 * Marks all sent attachments as unsent: it is unknown which ones a restored server lost. The server
 * acknowledges the existing ones at once.
 */
export async function requeueAttachments(
	attachments: PhoneTables['attachments'],
	device: string,
): Promise<void> {
	for (const row of await attachments.where({ device }).toArray())
		if (row.state === 'at-server' && row.kept === undefined) {
			const { wasThere: _, heard: __, ...rest } = row
			await attachments.put({ ...rest, state: 'waiting' })
		}
}

async function acknowledge(
	revisions: PhoneTables['revisions'],
	device: string,
	{ acks, head, rewound }: Pick<ReplyHeader, 'acks' | 'head' | 'rewound'>,
): Promise<void> {
	for (const [id, code] of acks) {
		// without a checkpoint this revision could be lost unnoticed as well: it is sent once more, and counts then
		if (rewound && isAtServer(code)) continue
		const row = await revisions.get([device, id])
		if (row?.state !== 'waiting' && row?.state !== 'by-receipt') continue
		const { sealed, again, ...rest } = row
		// damaged in transit, or sealed to a key that the server does not have: it stays unsent, and is sealed
		// again
		if (code === 'bad-hash' || code === 'key-unknown') {
			if (sealed) await revisions.put({ ...rest, ...(again ? { again } : {}) })
			continue
		}
		await revisions.put({ ...rest, state: code === 'too-big' ? 'refused' : 'at-server', heard: head.seq })
	}
}

/** Loads the checks of forms and keys on demand, since replies rarely contain any. */
async function acceptedOf(
	vaultSession: VaultSession,
	header: ReplyHeader,
	documents: readonly IncomingDocument[],
	now: number,
): Promise<readonly IncomingDocument[]> {
	if (!documents.some(({ kind }) => kind === 'form' || kind === 'role-key')) return documents
	const { acceptDocuments } = await import('../records/accept-documents.ts')
	const { serverKey } = await enrolmentOf(vaultSession.device)
	const serverKeys = [serverKey, header.serverKey].filter((key) => key !== undefined)
	const { documents: accepted, events } = await acceptDocuments(vaultSession, documents, serverKeys)
	if (events.length > 0)
		await (await import('../records/security-notes.ts')).saveSecurityEvents(vaultSession, events, now)
	return accepted
}

async function writeReply(
	vaultSession: VaultSession,
	{ header, incoming, documents, certificates, notUnderstood }: SyncResponseToApply,
	now: number,
): Promise<void> {
	const { device } = vaultSession
	const accepted = await acceptedOf(vaultSession, header, documents, now)
	const sealedDocuments = await Promise.all([
		...accepted.map((document) => sealDocument(vaultSession, document)),
		...certificates.map(async (certificate) => [await sealCertificate(vaultSession, certificate)]),
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
				...(await sealRevision(vaultSession, id, deflated)),
			}),
		),
	)
	if (sealedDocuments.length > 0)
		await write(['documents'], async ({ documents }) => {
			for (const rows of sealedDocuments) {
				const [first] = rows
				if (first) await deletePieces(documents, first)
				await documents.bulkPut(rows)
			}
		})
	// before the cursor moves: if the phone dies here, the reply is received again
	if (documents.some(({ kind }) => kind === 'campaign' || kind === 'sample'))
		await deleteOldLandmarks(vaultSession)
	const records = [...new Set(rows.map(({ record }) => record))]
	const listed = await Promise.all(
		records.map((record) =>
			recordRow(
				vaultSession,
				record,
				rows.filter((row) => row.record === record),
				now,
			),
		),
	)
	const self = documents.find(({ kind, ref }) => kind === 'person' && ref === vaultSession.person.id)
	const person = personDocumentSchema.safeParse(self?.body).data
	await write(
		['enrolments', 'revisions', 'records', 'attachments'],
		async ({ attachments, enrolments, records, revisions }) => {
			await acknowledge(revisions, device, header)
			await revisions.bulkPut(rows)
			await records.bulkPut(listed.flatMap(({ row }) => row ?? []))
			const enrolment = await enrolments.get(device)
			// attachments have no sequence number, so no checkpoint shows whether a restored server has them
			if (enrolment && header.era !== undefined && header.era !== enrolment.era)
				await requeueAttachments(attachments, device)
			const come = new Set(rows.map(({ id }) => id))
			const before = (enrolment?.wants ?? []).filter((id) => !come.has(id))
			const wants = [...new Set([...before, ...listed.flatMap(({ missing }) => missing)])]
			if (enrolment)
				await enrolments.update(device, {
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
		},
	)
}
