import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { hasDeletionRequest } from '#shared/forms/consent'
import { withoutPhoneOnly } from '#shared/forms/form-session'
import { dropErasedAnswers } from '#shared/forms/sealed-text'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { emptyView, revisionOf } from '#shared/revisions/new-revision'
import { type Revision, readRevision, writeRevision } from '#shared/revisions/revision'
import { getCurrentAnswers, type Status } from '#shared/revisions/view'
import { deleteReplacedAttachments } from './attachments.ts'
import { type EnrolmentRow, type RevisionRow, write } from './database.ts'
import { deflate } from './deflate.ts'
import { isReport } from './documents.ts'
import { type OpenDraft, openDraft } from './drafts.ts'
import { roleKeysOnPhone } from './help-on-phone.ts'
import { answersOf, discardUnsaved } from './keep-answers.ts'
import { lastNumber } from './ledger.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { enrolmentOf, type UnlockedSession } from './people-on-phone.ts'
import { prepareForSending } from './ready-to-go.ts'
import { recordRow } from './records-on-phone.ts'
import { sealRevision } from './revision-rows.ts'
import { preserveSealed, sealAnswers } from './seal-answers.ts'
import { listDraftCopies, withSendingPaused } from './take-back-copies.ts'
import { randomBytes } from './vault.ts'

/** Phone time, and how far the phone knew itself to be off: for people, never for merging. */
const timeOf = (enrolment: EnrolmentRow, now: number): Revision['at'] => ({
	wall: new Date(now).toISOString(),
	tz: -new Date(now).getTimezoneOffset(),
	off: enrolment.offsetMs,
})

export interface SaveOptions {
	readonly atWork: UnlockedSession
	readonly draft: string
	readonly form: CompiledForm
	/** What of the draft goes into the revision. */
	readonly answersOf: (draft: OpenDraft) => ReadonlyMap<string, Answer>
	readonly status: Status
}

/**
 * A draft becomes a revision that waits to be sent. `submitted`: the draft goes and the revision comes in one
 * transaction, so that a phone that dies in between has one or the other. `draft`: a copy for the server; the draft
 * goes on, on top of it. Gives the revision's id, or null if nothing had changed.
 *
 * @throws Problem `phone-full`, `phone-storage-broken`, `draft-gone`, `answers-too-long`, `no-role-key`; the draft is then as it was
 */
export const saveRevision = (options: SaveOptions): Promise<string | null> =>
	oneAtATime(() =>
		options.form.consent?.wish && options.status !== 'draft'
			? withSendingPaused((isQuiet) => writeDraft(options, isQuiet))
			: writeDraft(options, false),
	)

/** `isQuiet`: nothing is on its way, so that copies which have never left may still be taken back. */
async function writeDraft(options: SaveOptions, isQuiet: boolean): Promise<string | null> {
	const { atWork, draft, form, status } = options
	const found = await openDraft(atWork, draft)
	if (!found) throw new Problem('draft-gone')
	const enrolment = await enrolmentOf(atWork.device)
	const now = Date.now()
	const before = getCurrentAnswers(found.view)
	const finished = withoutPhoneOnly(form, options.answersOf(found))
	const given = found.about.isCorrection ? dropErasedAnswers(finished, before) : finished
	// what is sealed goes when it is finished: a copy of it would be sealed anew each time
	const answers =
		status === 'draft'
			? preserveSealed(form, given, before)
			: await sealAnswers(form, found.record, given, await roleKeysOnPhone(atWork), before)
	const goesFirst = isReport(form.definition)
	// the person wants the answers deleted: copies of the draft go with them, and nothing stands on those
	const isTakenBack = isQuiet && !found.about.isCorrection && hasDeletionRequest(form, given)
	const gone = isTakenBack ? (await listDraftCopies(atWork, found.record)).local : []
	const opened = gone.length > 0 ? { ...found, view: emptyView } : found
	const revision = revisionOf({
		project: atWork.project,
		record: opened.record,
		form: opened.about.form,
		view: opened.view,
		answers,
		notes: opened.notes,
		status,
		author: atWork.person.id,
		device: atWork.device,
		// above every number that was ever given here: after a loss the server sees which are missing
		n: Math.max(enrolment.n, lastNumber(atWork.device)) + 1,
		at: timeOf(enrolment, now),
		salt: randomId(randomBytes),
	})
	// nor does anybody hear that a report is being written
	const changesNothing = Object.keys(revision.set).length === 0 || (status === 'draft' && goesFirst)
	const { id, bytes } = writeRevision(revision)
	// what this app could not read again would be lost to the person who wrote it
	if (!readRevision(bytes)) throw new Problem('answers-too-long')
	const deflated = await deflate(bytes)
	const row: RevisionRow = {
		id,
		device: atWork.device,
		record: opened.record,
		state: 'waiting',
		role: atWork.person.role,
		n: revision.n,
		...(goesFirst ? { first: true as const } : {}),
		savedAt: now,
		...(await sealRevision(atWork, id, deflated)),
		...(await prepareForSending(enrolment, id, deflated)),
	}
	const listed =
		status === 'draft'
			? null
			: await recordRow(atWork, opened.record, changesNothing ? [] : [row], now, new Set(gone))
	await write(['enrolments', 'revisions', 'records', 'drafts', 'draftAnswers'], async (trx) => {
		const drafts = trx.objectStore('drafts')
		const current = await drafts.get(draft)
		// thrown away since the reading: nothing of it may go out
		if (!current) throw new Problem('draft-gone')
		const counted = await trx.objectStore('enrolments').get(atWork.device)
		if (!changesNothing && counted) {
			await trx.objectStore('enrolments').put({ ...counted, n: revision.n })
			await trx.objectStore('revisions').add(row)
		}
		for (const copy of gone) await trx.objectStore('revisions').delete([atWork.device, copy])
		if (listed?.row) await trx.objectStore('records').put(listed.row)
		if (status === 'draft') {
			// an answer kept since the reading has raised the stamp: the next copy brings it
			await drafts.put({
				...current,
				copied: opened.stamp,
				parents: changesNothing ? current.parents : [id],
			})
		} else {
			await drafts.delete(draft)
			await trx.objectStore('draftAnswers').delete(answersOf(draft))
		}
	})
	if (status !== 'draft') {
		discardUnsaved(draft)
		// what a correction changes stays in the record's history; what a draft gave up never was in it
		const standing = opened.about.isCorrection ? before.values() : []
		// it is finished: a file that stays is untidy, and no reason to say otherwise
		await deleteReplacedAttachments(opened.answers.values(), [...standing, ...answers.values()]).catch(
			() => undefined,
		)
	}
	return changesNothing ? null : id
}
