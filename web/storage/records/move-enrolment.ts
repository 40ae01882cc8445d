import { fromBase64url } from '#shared/kernel/bytes'
import type { EnrolReply } from '#shared/sync/messages'
import { revisionToSign } from '#shared/sync/revision-frame'
import { database, write } from '../database/database.ts'
import { withRecordLock } from '../database/record-lock.ts'
import {
	type DocumentRow,
	keysIn,
	type LocalRecordRow,
	type RevisionRow,
	type SealedBox,
} from '../database/rows.ts'
import { certifiedIn, sealCertificate } from '../enrolment/certificates.ts'
import { enrolmentOf, getMovedKey, type VaultSession } from '../enrolment/enrolments.ts'
import { personSettingsKey } from '../enrolment/person-settings.ts'
import { buildDocumentAad, buildRecordAad, buildRevisionAad } from '../vault/associated-data.ts'
import { sign } from '../vault/vault.ts'
import { revisionIn } from './revision-rows.ts'

const stores = [
	...(['enrolments', 'enrolling', 'drafts', 'revisions', 'records'] as const),
	...(['documents', 'attachments', 'namesRead', 'settings'] as const),
]

/**
 * Moves everything of one enrolment to another, with the same PIN and vault, in one transaction. Only if
 * nothing is unsent: it is numbered under the old enrolment and must be sent first. The feed is read again
 * from the start, since revisions of the other phone were treated as this one's own. Null if something is
 * unsent.
 */
export const moveEnrolment = (
	vaultSession: VaultSession,
	reply: EnrolReply,
	{ signingKey, code }: { readonly signingKey: CryptoKey; readonly code: string },
): Promise<VaultSession | null> =>
	withRecordLock(async () => {
		const { device: from, vault } = vaultSession
		const { device } = reply
		const db = await database()
		const before = await enrolmentOf(from)
		const moved = { ...vaultSession, device, signingKey, person: reply.person }
		const reseal = async <Row extends SealedBox>(row: Row, old: string, place: string): Promise<Row> => {
			try {
				return { ...row, ...(await vault.sealBytes(place, await vault.openBytes(old, row))) }
			} catch {
				// it stays damaged under the new enrolment, and is shown as such
				return row
			}
		}
		const revisions = await db.revisions.where({ device: from }).toArray()
		if (revisions.some(({ state }) => state === 'waiting' || state === 'by-receipt')) return null
		const movedRevisions: RevisionRow[] = []
		for (const row of revisions) {
			const signed = await signedByAuthor(vaultSession, row)
			const resealed = await reseal(signed, buildRevisionAad(from, row.id), buildRevisionAad(device, row.id))
			movedRevisions.push({ ...resealed, device })
		}
		const movedRecords: LocalRecordRow[] = []
		for (const row of await db.records.where({ device: from }).toArray()) {
			const resealed = await reseal(row, buildRecordAad(from, row.id), buildRecordAad(device, row.id))
			movedRecords.push({ ...resealed, device })
		}
		const movedDocuments: DocumentRow[] = []
		for (const row of await db.documents.where({ device: from }).toArray()) {
			// a certificate is sealed under the same context string as a document
			const resealed = await reseal(row, buildDocumentAad(row), buildDocumentAad({ ...row, device }))
			movedDocuments.push({ ...resealed, device })
		}
		if (reply.certificate !== undefined)
			movedDocuments.push(await sealCertificate(moved, { device, bytes: fromBase64url(reply.certificate) }))
		const change = {
			device,
			signingKey,
			person: reply.person,
			n: 0,
			cursor: 0,
			notUnderstood: null,
			// no sync under it yet: one starts at once
			lastSyncAt: null,
			...keysIn(reply),
			...(reply.certificate ? certifiedIn(device, [reply], reply.serverKey) : {}),
		}
		await write([...stores], async (tables) => {
			// read again: the PIN may have been changed meanwhile
			const now = (await tables.enrolments.get(from)) ?? before
			// access keys are created again: they are bound to the enrolment
			const { access: _, ...remaining } = now
			await tables.enrolments.put({ ...remaining, ...change })
			await tables.enrolments.delete(from)
			// later reads and writes under the old enrolment fail with `enrolment-gone`
			await tables.settings.put({ key: getMovedKey(from), value: device })
			const settings = await tables.settings.get(personSettingsKey(from))
			if (settings) await tables.settings.put({ ...settings, key: personSettingsKey(device) })
			await tables.settings.delete(personSettingsKey(from))
			await tables.enrolling.delete(code)
			for (const table of [tables.revisions, tables.records, tables.documents])
				await table.where({ device: from }).delete()
			await tables.revisions.bulkPut(movedRevisions)
			await tables.records.bulkPut(movedRecords)
			await tables.documents.bulkPut(movedDocuments)
			// these are not bound to an enrolment
			await tables.drafts.where({ device: from }).modify({ device })
			const attachments = await tables.attachments.where({ device: from }).toArray()
			await tables.attachments.where({ device: from }).delete()
			await tables.attachments.bulkPut(attachments.map((row) => ({ ...row, device })))
			const namesRead = await tables.namesRead.where({ device: from }).toArray()
			await tables.namesRead.where({ device: from }).delete()
			await tables.namesRead.bulkPut(namesRead.map((row) => ({ ...row, device })))
		})
		return moved
	})

/** Signs an older revision that has no signature yet: afterwards the key of its enrolment is gone. */
async function signedByAuthor(vaultSession: VaultSession, row: RevisionRow): Promise<RevisionRow> {
	if (row.signature) return row
	const revision = await revisionIn(vaultSession, row)
	if (revision?.device !== vaultSession.device) return row
	return { ...row, signature: await sign(vaultSession.signingKey, revisionToSign(row.id)) }
}
