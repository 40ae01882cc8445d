import type { CompiledForm } from '#shared/forms/compile-form'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { pagesOf, questionsOn } from '#shared/forms/pages'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import type { Comment } from '../../storage/drafts/comments.ts'
import { beginCorrection, openDraft, saveDraftSummary } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import type { LocalRecord } from '../../storage/records/fold-rows.ts'

export interface RecordToCorrect {
	readonly id: string
	readonly record: LocalRecord
	/** Null if it is not on this phone. */
	readonly form: CompiledForm | null
	readonly comments: readonly Comment[]
}

/** Question of the shipped forms that says in which language the interview was held. */
const languageQuestion = 'int_lang'

/**
 * Opens a record for correction: at the first open comment, and in the language of the interview. Returns the
 * draft's id; a correction that was begun before stays where it was left.
 * @throws Problem as `beginCorrection`
 */
export async function openCorrection(
	session: VaultSession,
	{ id, record, form, comments }: RecordToCorrect,
): Promise<string> {
	const draft = await beginCorrection(session, id)
	const opened = form && (await openDraft(session, draft))
	if (!opened || opened.stamp > 0 || opened.about.page > 0) return draft
	const { session: answered, name } = evaluateRecord(form, getCurrentAnswers(record.state), record.writtenAt)
	const open = new Set(comments.filter(({ isOpen }) => isOpen).map(({ about }) => about))
	const first = pagesOf(form).find((page) => questionsOn(page, answered).some((path) => open.has(path)))
	const languagePath = answered.questionPaths().find((path) => path.endsWith(`/${languageQuestion}`))
	const language = languagePath === undefined ? undefined : answered.answerAt(languagePath)
	const isOffered = form.definition.languages.some(({ tag }) => tag === language)
	await saveDraftSummary(session, draft, {
		...opened.about,
		name,
		...(first ? { page: first.index } : {}),
		...(isOffered ? { language: String(language) } : {}),
	})
	return draft
}
