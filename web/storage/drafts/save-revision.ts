import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { hasDeletionRequest } from '#shared/forms/consent'
import { withoutPhoneOnly } from '#shared/forms/form-session'
import { dropErasedAnswers } from '#shared/forms/sealed-answer-text'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { revisionOf } from '#shared/revisions/new-revision'
import { emptyView, getCurrentAnswers, type Status } from '#shared/revisions/record-state'
import { type Revision, readRevision, writeRevision } from '#shared/revisions/revision'
import { deleteReplacedAttachments } from '../attachments/attachments.ts'
import { write } from '../database/database.ts'
import { deflate } from '../database/deflate.ts'
import { lastNumber } from '../database/ledger.ts'
import { withRecordLock } from '../database/record-lock.ts'
import type { EnrolmentRow, RevisionRow } from '../database/rows.ts'
import { enrolmentOf, type VaultSession } from '../enrolment/enrolments.ts'
import { isReport } from '../records/documents.ts'
import { roleKeysOnPhone } from '../records/field-contacts.ts'
import { prepareForSending } from '../records/prepare-for-sending.ts'
import { recordRow } from '../records/records.ts'
import { sealRevision } from '../records/revision-rows.ts'
import { preserveSealed, sealAnswers } from '../vault/seal-answers.ts'
import { randomBytes } from '../vault/vault.ts'
import { deleteAnswers, discardUnsaved } from './answer-writer.ts'
import { listDraftCopies, withSendingPaused } from './draft-copies.ts'
import { type OpenDraft, openDraft } from './drafts.ts'

/** Phone time and the known clock error: shown to people, never used for merging. */
const timeOf = (enrolment: EnrolmentRow, now: number): Revision['at'] => ({
	wall: new Date(now).toISOString(),
	tz: -new Date(now).getTimezoneOffset(),
	off: enrolment.offsetMs,
})

export interface SaveOptions {
	readonly vaultSession: VaultSession
	readonly draft: string
	readonly form: CompiledForm
	/** Selects the answers of the draft that go into the revision. */
	readonly answersOf: (draft: OpenDraft) => ReadonlyMap<string, Answer>
	readonly status: Status
}

/**
 * Saves a draft as an unsent revision. `submitted`: the draft is deleted and the revision added in one
 * transaction, so that a crash leaves one or the other. `draft`: a copy for the server; the draft continues
 * with it as its parent. Returns the revision's id, or null if nothing had changed.
 * @throws Problem `phone-full`, `phone-storage-broken`, `draft-gone`, `answers-too-long`, `no-role-key`; the
 * draft is then unchanged
 */
export const saveRevision = (options: SaveOptions): Promise<string | null> =>
	withRecordLock(() =>
		options.form.consent?.wish && options.status !== 'draft'
			? withSendingPaused((isQuiet) => writeDraft(options, isQuiet))
			: writeDraft(options, false),
	)

/**
 * @param isQuiet True if no request is under way, so that copies which were never sent may still be deleted.
 */
async function writeDraft(options: SaveOptions, isQuiet: boolean): Promise<string | null> {
	const { vaultSession, draft, form, status } = options
	const found = await openDraft(vaultSession, draft)
	if (!found) throw new Problem('draft-gone')
	const enrolment = await enrolmentOf(vaultSession.device)
	const now = Date.now()
	const before = getCurrentAnswers(found.view)
	const finished = withoutPhoneOnly(form, options.answersOf(found))
	const given = found.about.isCorrection ? dropErasedAnswers(finished, before) : finished
	// sealed answers are sent only when the draft is finished: each copy would seal them again
	const answers =
		status === 'draft'
			? preserveSealed(form, given, before)
			: await sealAnswers(form, found.record, given, await roleKeysOnPhone(vaultSession), before)
	const goesFirst = isReport(form.definition)
	// the respondent wants the answers deleted: copies of the draft are deleted with them, and cannot be parents
	const isUndone = isQuiet && !found.about.isCorrection && hasDeletionRequest(form, given)
	const gone = isUndone ? (await listDraftCopies(vaultSession, found.record)).local : []
	const opened = gone.length > 0 ? { ...found, view: emptyView } : found
	const revision = revisionOf({
		project: vaultSession.project,
		record: opened.record,
		form: opened.about.form,
		view: opened.view,
		answers,
		notes: opened.notes,
		status,
		author: vaultSession.person.id,
		device: vaultSession.device,
		// above every number ever used here: after a loss the server sees the gap
		n: Math.max(enrolment.n, lastNumber(vaultSession.device)) + 1,
		at: timeOf(enrolment, now),
		salt: randomId(randomBytes),
	})
	// a report is not announced while it is being written
	const changesNothing = Object.keys(revision.set).length === 0 || (status === 'draft' && goesFirst)
	const { id, bytes } = writeRevision(revision)
	// a revision that this app cannot parse again would be lost to its author
	if (!readRevision(bytes)) throw new Problem('answers-too-long')
	const deflated = await deflate(bytes)
	const row: RevisionRow = {
		id,
		device: vaultSession.device,
		record: opened.record,
		state: 'waiting',
		role: vaultSession.person.role,
		n: revision.n,
		...(goesFirst ? { first: true as const } : {}),
		savedAt: now,
		...(await sealRevision(vaultSession, id, deflated)),
		...(await prepareForSending(enrolment, id, deflated)),
	}
	const listed =
		status === 'draft'
			? null
			: await recordRow(vaultSession, opened.record, changesNothing ? [] : [row], now, {
					gone: new Set(gone),
					questionLanguage: found.about.language,
				})
	await write(
		['enrolments', 'revisions', 'records', 'drafts', 'draftAnswers'],
		async ({ draftAnswers, drafts, enrolments, records, revisions }) => {
			const current = await drafts.get(draft)
			// deleted since it was loaded: it must not be sent
			if (!current) throw new Problem('draft-gone')
			const counted = await enrolments.get(vaultSession.device)
			if (!changesNothing && counted) {
				await enrolments.update(vaultSession.device, { n: revision.n })
				await revisions.add(row)
			}
			await revisions.bulkDelete(gone.map((copy) => [vaultSession.device, copy]))
			if (listed?.row) await records.put(listed.row)
			if (status === 'draft') {
				// an answer saved since loading has raised the stamp: the next copy contains it
				await drafts.put({
					...current,
					copied: opened.stamp,
					parents: changesNothing ? current.parents : [id],
				})
			} else {
				await drafts.delete(draft)
				await deleteAnswers(draftAnswers, draft)
			}
		},
	)
	if (status !== 'draft') {
		discardUnsaved(draft)
		// attachments that a correction replaces stay in the record's history; those that a draft dropped never
		// were in it
		const earlierAnswers = opened.about.isCorrection ? before.values() : []
		// the record is finished: a leftover file is no reason to report a failure
		await deleteReplacedAttachments(opened.answers.values(), [...earlierAnswers, ...answers.values()]).catch(
			() => undefined,
		)
	}
	return changesNothing ? null : id
}
