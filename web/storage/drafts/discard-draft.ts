import { getCurrentAnswers } from '#shared/revisions/record-state'
import { deleteReplacedAttachments } from '../attachments/attachments.ts'
import { write } from '../database/database.ts'
import { withRecordLock } from '../database/record-lock.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { recordOnPhone } from '../records/records.ts'
import { deleteAnswers, discardUnsaved } from './answer-writer.ts'
import { type OpenDraft, openDraft } from './drafts.ts'

/**
 * Deletes a draft, after the person has confirmed. For a new record its copies on this phone are deleted too,
 * unsent ones included; copies on the server stay there.
 */
export const discardDraft = (vaultSession: VaultSession, id: string): Promise<void> =>
	withRecordLock(() => removeDraft(vaultSession, id))

async function removeDraft(vaultSession: VaultSession, id: string): Promise<void> {
	const draft = await openDraft(vaultSession, id)
	if (!draft) return
	const { device } = vaultSession
	const record = await recordOnPhone(vaultSession, draft.record)
	const isNothingElse = !draft.about.isCorrection && (!record || record.state.status === 'draft')
	await write(
		['drafts', 'draftAnswers', 'revisions', 'records'],
		async ({ draftAnswers, drafts, records, revisions }) => {
			await drafts.delete(id)
			await deleteAnswers(draftAnswers, id)
			if (!isNothingElse) return
			await revisions.where({ device, record: draft.record }).delete()
			await records.delete([device, draft.record])
		},
	)
	discardUnsaved(id)
	await deleteReplacedAttachments(
		draft.answers.values(),
		isNothingElse ? [] : await answersOfRecord(vaultSession, draft),
	)
}

/**
 * Returns the answers of the record whose attachments the draft does not own: those of the corrected record,
 * or of revisions that the draft has not seen, as after a restored copy.
 */
async function answersOfRecord(vaultSession: VaultSession, draft: OpenDraft): Promise<unknown[]> {
	const record = await recordOnPhone(vaultSession, draft.record)
	return [
		...(draft.about.isCorrection ? getCurrentAnswers(draft.view).values() : []),
		...(record && record.state.status !== 'draft' ? getCurrentAnswers(record.state).values() : []),
	]
}

/** Deletes a file that was replaced or removed, unless this draft or the corrected record still names it. */
export async function deleteReplacedFile(
	vaultSession: VaultSession,
	id: string,
	names: readonly unknown[],
): Promise<void> {
	const draft = await openDraft(vaultSession, id)
	if (!draft) return
	await deleteReplacedAttachments(names, [
		...draft.answers.values(),
		...(await answersOfRecord(vaultSession, draft)),
	])
}
