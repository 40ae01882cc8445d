import { isSealed } from '#shared/forms/sealed-answer-text'
import { Problem } from '#shared/kernel/problem'
import { getCurrentAnswers, type RecordState } from '#shared/revisions/record-state'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { compiledForm, isReport, resetFeedCursor } from '../records/documents.ts'
import type { LocalRecord } from '../records/fold-rows.ts'
import { recordOnPhone } from '../records/records.ts'
import { addDraft } from './drafts.ts'

/**
 * Opens a finished record for correction, based on its current state. Returns the draft's id; an existing
 * draft is reused.
 * @throws Problem `not-found`, `not-allowed`, `form-missing`
 */
export async function beginCorrection(vaultSession: VaultSession, record: string): Promise<string> {
	const found = await recordOnPhone(vaultSession, record)
	if (!found) throw new Problem('not-found')
	if (await isClosedReport(vaultSession, found)) throw new Problem('not-allowed')
	// only the form says whether it is a report
	if (hasSealed(found.state) && !(await compiledForm(vaultSession, found.form.id, found.form.ver))) {
		await resetFeedCursor(vaultSession)
		throw new Problem('form-missing')
	}
	return addDraft(vaultSession, record, found.state.heads, {
		form: found.form,
		name: '',
		page: 0,
		startedAt: Date.now(),
		// a draft from this person's other phone is continued, not corrected
		isCorrection: found.state.status !== 'draft',
	})
}

const hasSealed = (view: RecordState): boolean => [...getCurrentAnswers(view).values()].some(isSealed)

/**
 * True for a sent report. Only its readers may see it once it is sent: further information is entered in
 * another report.
 */
export async function isClosedReport(
	vaultSession: VaultSession,
	{ form, state }: Pick<LocalRecord, 'form' | 'state'>,
): Promise<boolean> {
	if (!hasSealed(state)) return false
	const compiled = await compiledForm(vaultSession, form.id, form.ver)
	return compiled !== null && isReport(compiled.definition)
}
