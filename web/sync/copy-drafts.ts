import { FormSession } from '#shared/forms/form-session'
import { database } from '../storage/database.ts'
import { compiledForm } from '../storage/documents.ts'
import { openDraft } from '../storage/drafts.ts'
import type { AtWork } from '../storage/people-on-phone.ts'
import { saveRevision } from '../storage/save-revision.ts'

/**
 * Before a sync, every draft that changed becomes a revision with status draft: if the phone is lost, what was
 * written is not. A correction of a finished record is left alone, since half of it would be a wrong record.
 */
export async function copyDrafts(atWork: AtWork): Promise<void> {
	const rows = await (await database()).getAllFromIndex('drafts', 'device', atWork.device)
	for (const row of rows) {
		if (row.stamp === row.copied) continue
		const draft = await openDraft(atWork, row.id)
		if (!draft || draft.about.isCorrection) continue
		const form = await compiledForm(atWork, draft.about.form.id, draft.about.form.ver)
		if (!form) continue
		const session = new FormSession(form, {
			answers: draft.answers,
			isNew: false,
			readOnly: true,
			surroundings: { now: Date.now, offsetMinutes: 0, random: () => 0, uuid: () => '', language: 'en' },
		})
		await saveRevision({ atWork, draft: row.id, form, answers: session.draftAnswers(), status: 'draft' })
	}
}
