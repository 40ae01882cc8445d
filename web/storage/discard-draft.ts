import { getCurrentAnswers } from '#shared/revisions/view'
import { deleteReplacedAttachments } from './attachments.ts'
import { write } from './database.ts'
import { type OpenDraft, openDraft } from './drafts.ts'
import { answersOf, discardUnsaved } from './keep-answers.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { UnlockedSession } from './people-on-phone.ts'
import { recordOnPhone } from './records-on-phone.ts'

/**
 * Throws a draft away; the person has been asked. With one of a new record go the copies of it that lie here, also
 * those that still wait to be sent; what is at the server stays there.
 */
export const discardDraft = (atWork: UnlockedSession, id: string): Promise<void> =>
	oneAtATime(() => removeDraft(atWork, id))

async function removeDraft(atWork: UnlockedSession, id: string): Promise<void> {
	const draft = await openDraft(atWork, id)
	if (!draft) return
	const { device } = atWork
	const record = await recordOnPhone(atWork, draft.record)
	const isNothingElse = !draft.about.isCorrection && (!record || record.state.status === 'draft')
	await write(['drafts', 'draftAnswers', 'revisions', 'records'], async (trx) => {
		await trx.objectStore('drafts').delete(id)
		await trx.objectStore('draftAnswers').delete(answersOf(id))
		if (!isNothingElse) return
		const revisions = trx.objectStore('revisions')
		for (const key of await revisions.index('record').getAllKeys([device, draft.record]))
			await revisions.delete(key)
		await trx.objectStore('records').delete([device, draft.record])
	})
	discardUnsaved(id)
	await deleteReplacedAttachments(
		draft.answers.values(),
		isNothingElse ? [] : await standingIn(atWork, draft),
	)
}

/** What a draft does not own: the record that it corrects names it, or one that it has never seen, as after an old copy was put back. */
async function standingIn(atWork: UnlockedSession, draft: OpenDraft): Promise<unknown[]> {
	const record = await recordOnPhone(atWork, draft.record)
	return [
		...(draft.about.isCorrection ? getCurrentAnswers(draft.view).values() : []),
		...(record && record.state.status !== 'draft' ? getCurrentAnswers(record.state).values() : []),
	]
}

/** Deletes a file that was replaced or taken back, unless this draft or the record that it corrects still names it. */
export async function deleteReplacedFile(
	atWork: UnlockedSession,
	id: string,
	names: readonly unknown[],
): Promise<void> {
	const draft = await openDraft(atWork, id)
	if (!draft) return
	await deleteReplacedAttachments(names, [...draft.answers.values(), ...(await standingIn(atWork, draft))])
}
