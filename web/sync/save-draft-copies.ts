import { buildReadingContext } from '#shared/expressions/scope'
import { FormSession } from '#shared/forms/form-session'
import { Problem } from '#shared/kernel/problem'
import { database } from '../storage/database/database.ts'
import { openDraft } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { compiledForm } from '../storage/records/documents.ts'
import { recordOnPhone } from '../storage/records/records.ts'

/**
 * Saves a copy of every changed draft as a revision with status draft before a sync, so that a lost phone
 * does not lose its answers. Not copied are corrections of finished records, since half of one would be a
 * wrong record, and drafts of records that this person has finished on another phone meanwhile. True if there
 * is anything new to send.
 */
export async function copyDrafts(vaultSession: VaultSession): Promise<boolean> {
	const rows = await (await database()).drafts.where({ device: vaultSession.device }).toArray()
	let isAnyNew = false
	for (const row of rows)
		if (row.stamp !== row.copied)
			isAnyNew =
				(await copyDraft(vaultSession, row.id).catch((thrown: unknown) => {
					// a draft that cannot be copied (damaged, too long, just finished) must not block the others
					if (thrown instanceof Problem && thrown.code === 'phone-full') throw thrown
					return null
				})) !== null || isAnyNew
	return isAnyNew
}

/** Returns the id of the copy; null if none is needed. */
async function copyDraft(vaultSession: VaultSession, id: string): Promise<string | null> {
	const draft = await openDraft(vaultSession, id)
	if (!draft || draft.about.isCorrection) return null
	const record = await recordOnPhone(vaultSession, draft.record)
	if (record && record.state.status !== 'draft') return null
	const form = await compiledForm(vaultSession, draft.about.form.id, draft.about.form.ver)
	if (!form) return null
	return saveRevision({
		vaultSession,
		draft: id,
		form,
		answersOf: ({ answers }) =>
			new FormSession(form, {
				answers,
				isNew: false,
				isReadOnly: true,
				context: buildReadingContext(draft.about.startedAt),
			}).draftAnswers(),
		status: 'draft',
	})
}
