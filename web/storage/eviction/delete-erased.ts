import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import type { ReplyHeader } from '#shared/sync/messages'
import { deleteReplacedAttachments, removeAttachments } from '../attachments/attachments.ts'
import { database, write } from '../database/database.ts'
import { deleteAnswers, discardUnsaved } from '../drafts/answer-writer.ts'
import { openDraft } from '../drafts/drafts.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { revisionIn } from '../records/revision-rows.ts'
import type { IncomingDocument } from '../records/seal-document.ts'

interface ErasureNotice extends Pick<ReplyHeader, 'acks'> {
	readonly documents: readonly Pick<IncomingDocument, 'kind' | 'ref'>[]
}

/** Returns the records that a reply marks as erased, by an erasure document or by an acknowledgement. */
async function findErasedRecords(
	device: string,
	{ acks, documents }: ErasureNotice,
): Promise<ReadonlySet<string>> {
	const ordered = documents.filter(({ kind }) => kind === 'destroyed').map(({ ref }) => ref)
	const records = new Set(ordered)
	const db = await database()
	for (const [id, code] of acks) {
		const row = code === 'destroyed' ? await db.revisions.get([device, id]) : undefined
		if (row) records.add(row.record)
	}
	return records
}

/** Returns the attachments that the revisions of these records name. */
async function namedBy(vaultSession: VaultSession, records: ReadonlySet<string>): Promise<string[]> {
	const db = await database()
	const names: string[] = []
	for (const record of records)
		for (const row of await db.revisions.where({ device: vaultSession.device, record }).toArray()) {
			const revision = await revisionIn(vaultSession, row)
			if (revision) names.push(...attachmentsNamedBy(Object.values(revision.set)))
		}
	return names
}

/**
 * Deletes everything that this enrolment has of records that the office erased, sent or not: revisions in
 * both sealed copies, list rows, photos, recordings and files. Without a session (`vaultSession` is null while the
 * phone is locked) drafts and unlisted files stay until the PIN is entered. Can be called again: it deletes
 * what is left.
 */
export async function deleteErasedRecords(
	device: string,
	notice: ErasureNotice,
	vaultSession: VaultSession | null,
): Promise<void> {
	const records = await findErasedRecords(device, notice)
	if (records.size === 0) return
	const db = await database()
	// a file that is not listed yet is only named in sealed revisions, which need the PIN
	const unlisted = vaultSession ? await namedBy(vaultSession, records) : []
	const drafts = vaultSession
		? (await db.drafts.where({ device }).toArray()).filter(({ record }) => records.has(record))
		: []
	for (const { id } of drafts) {
		const named = vaultSession ? await openDraft(vaultSession, id).catch(() => null) : null
		if (named) await deleteReplacedAttachments(named.answers.values())
		discardUnsaved(id)
	}
	const files = await write(
		['revisions', 'records', 'drafts', 'draftAnswers', 'attachments', 'namesRead'],
		async ({ revisions, attachments, namesRead, ...tables }) => {
			for (const { id } of drafts) {
				await tables.drafts.delete(id)
				await deleteAnswers(tables.draftAnswers, id)
			}
			for (const record of records) {
				const keys = await revisions.where({ device, record }).primaryKeys()
				if (!vaultSession && (await namesRead.bulkGet(keys)).includes(undefined)) continue
				await revisions.bulkDelete(keys)
				await namesRead.bulkDelete(keys)
				await tables.records.delete([device, record])
			}
			const own = (await attachments.where({ device }).toArray()).filter(({ record }) => records.has(record))
			// the phone may die before the files are deleted: files marked `going` are deleted at the next try
			await attachments.bulkPut(own.map((row) => ({ ...row, kept: 'going' })))
			return own
		},
	)
	const names = [...new Set([...files.map(({ name }) => name), ...unlisted])]
	if (names.length === 0) return
	await removeAttachments(names)
	await write(['attachments'], ({ attachments }) =>
		attachments.bulkDelete(files.map(({ name }) => [device, name])),
	)
}
