import type { Answer } from '#shared/forms/answers'
import { templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { randomId } from '#shared/kernel/ids'
import { revisionOf } from '#shared/revisions/new-revision'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import type { Status } from '#shared/revisions/view'
import { database, type EnrolmentRow, type RevisionRow, storageProblem, write } from './database.ts'
import { answersOf, openDraft } from './drafts.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { AtWork } from './people-on-phone.ts'
import { recordRow, sealRevision } from './records-on-phone.ts'
import { randomBytes } from './vault.ts'

/** Phone time, and how far the phone knew itself to be off: for people, never for merging. */
const timeOf = (enrolment: EnrolmentRow, now: number): Revision['at'] => ({
	wall: new Date(now).toISOString(),
	tz: -new Date(now).getTimezoneOffset(),
	off: enrolment.offsetMs,
})

/** What may leave the phone. */
function withoutPhoneOnly(form: CompiledForm, answers: ReadonlyMap<string, Answer>): Map<string, Answer> {
	return new Map(
		[...answers].filter(([path]) => {
			const part = form.byTemplate.get(templateOf(path))?.part
			return !(part?.kind === 'question' && part.onPhoneOnly)
		}),
	)
}

export interface SaveOptions {
	readonly atWork: AtWork
	readonly draft: string
	readonly form: CompiledForm
	readonly answers: ReadonlyMap<string, Answer>
	readonly status: Status
}

/**
 * A draft becomes a revision that waits to be sent. `submitted`: the draft goes and the revision comes in one
 * transaction, so that a phone that dies in between has one or the other. `draft`: a copy for the server; the draft
 * goes on, on top of it.
 *
 * @throws Problem `phone-full`, `phone-storage-broken`; the draft is then as it was
 */
export const saveRevision = (options: SaveOptions): Promise<string | null> =>
	oneAtATime(() => writeDraft(options))

async function writeDraft({ atWork, draft, form, answers, status }: SaveOptions): Promise<string | null> {
	const opened = await openDraft(atWork, draft)
	const db = await database()
	const draftRow = await db.get('drafts', draft)
	if (!opened || !draftRow) return null
	const enrolment = await db.get('enrolments', atWork.device)
	if (!enrolment) throw storageProblem(new Error('the enrolment is gone'))
	const now = Date.now()
	const revision = revisionOf({
		project: atWork.project,
		record: opened.record,
		form: opened.about.form,
		view: opened.view,
		answers: withoutPhoneOnly(form, answers),
		status,
		author: atWork.person.id,
		device: atWork.device,
		n: enrolment.n + 1,
		at: timeOf(enrolment, now),
		salt: randomId(randomBytes),
	})
	const changesNothing = Object.keys(revision.set).length === 0
	const { id, bytes } = writeRevision(revision)
	const row: RevisionRow = {
		id,
		device: atWork.device,
		record: opened.record,
		state: 'waiting',
		role: atWork.person.role,
		n: revision.n,
		savedAt: now,
		...(await sealRevision(atWork, id, bytes)),
	}
	const listed =
		status === 'draft' ? null : await recordRow(atWork, opened.record, changesNothing ? [] : [row], now)
	await write(['enrolments', 'revisions', 'records', 'drafts', 'draftAnswers'], async (trx) => {
		const counted = await trx.objectStore('enrolments').get(atWork.device)
		if (!changesNothing && counted) {
			await trx.objectStore('enrolments').put({ ...counted, n: revision.n })
			await trx.objectStore('revisions').add(row)
		}
		if (listed) await trx.objectStore('records').put(listed)
		const drafts = trx.objectStore('drafts')
		if (status === 'draft') {
			const current = await drafts.get(draft)
			if (current)
				await drafts.put({
					...current,
					copied: draftRow.stamp,
					parents: changesNothing ? current.parents : [id],
				})
		} else {
			await drafts.delete(draft)
			await trx.objectStore('draftAnswers').delete(answersOf(draft))
		}
	})
	return changesNothing ? null : id
}
